using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.Ilgpu.Tests.Detectors;

/// <summary>Random programs of reads, writes and barriers: the simulation finds a race exactly when there is one.</summary>
public sealed class RacePropertyTests
{
    private const int WarpSize = 4;
    private const int Threads = 12;
    private const int Elements = 3;
    private const int Steps = 7;
    private const int Programs = 1500;

    private const int Read = 1;
    private const int Write = 2;
    private const int GroupBarrier = 1;
    private const int WarpBarrier = 2;

    [Fact]
    public void A_race_is_found_exactly_when_two_unordered_accesses_exist()
    {
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(WarpSize, 4, 1)));
        using var accelerator = context.CreateCPUAccelerator(0);
        var kernel = accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>, ArrayView<int>>(Interpret);
        var random = new Random(20);
        var races = 0;
        for (var program = 0; program < Programs; program++)
        {
            var (accesses, barriers) = RandomProgram(random, density: program % 5);
            var expected = HasRace(accesses, barriers);
            races += expected ? 1 : 0;

            FindsRace(accelerator, kernel, accesses, barriers).ShouldBe(expected, $"program {program}");
        }

        // Neither side of the equivalence is rare.
        races.ShouldBeInRange(Programs / 4, Programs * 3 / 4);
    }

    private static (int[] Accesses, int[] Barriers) RandomProgram(Random random, int density)
    {
        var accesses = new int[Steps * Threads];
        for (var i = 0; i < accesses.Length; i++)
        {
            if (random.Next(40) <= density)
                accesses[i] = (random.Next(Elements) * 4) + (random.Next(3) == 0 ? Write : Read);
        }

        return (accesses, [.. Enumerable.Range(0, Steps).Select(_ => random.Next(3))]);
    }

    private static bool FindsRace(
        Accelerator accelerator,
        Action<KernelConfig, ArrayView<int>, ArrayView<int>, ArrayView<int>> kernel,
        int[] accesses,
        int[] barriers)
    {
        using var accessView = accelerator.Allocate1D(accesses);
        using var barrierView = accelerator.Allocate1D(barriers);
        using var output = accelerator.Allocate1D<int>(Threads);
        kernel((1, Threads), accessView.View, barrierView.View, output.View);
        try
        {
            accelerator.Synchronize();
            return false;
        }
        catch (KernelFaultException exception) when (exception.Fault == KernelFault.SharedRace)
        {
            return true;
        }
    }

    private static bool HasRace(int[] accesses, int[] barriers)
    {
        for (var first = 0; first < accesses.Length; first++)
        {
            for (var second = first + 1; second < accesses.Length; second++)
            {
                if (Conflict(accesses[first], accesses[second]) && !IsOrdered(first, second, barriers))
                    return true;
            }
        }

        return false;
    }

    private static bool Conflict(int first, int second) =>
        first != 0 && second != 0 && first / 4 == second / 4 && (first % 4 == Write || second % 4 == Write);

    private static bool IsOrdered(int first, int second, int[] barriers)
    {
        var (firstThread, secondThread) = (first % Threads, second % Threads);
        var between = barriers[(first / Threads)..(second / Threads)];
        return firstThread == secondThread
            || between.Contains(GroupBarrier)
            || (firstThread / WarpSize == secondThread / WarpSize && between.Contains(WarpBarrier));
    }

    // Every step is at most one access per thread, then at most one barrier.
    private static void Interpret(ArrayView<int> accesses, ArrayView<int> barriers, ArrayView<int> output)
    {
        var shared = SharedMemory.Allocate<int>(Elements);
        if (Group.IdxX < Elements)
            shared[Group.IdxX] = 0;
        Group.Barrier();
        var sum = 0;
        for (var step = 0; step < barriers.IntLength; step++)
        {
            var access = accesses[(step * Group.DimX) + Group.IdxX];
            if (access % 4 == Read)
                sum += shared[access / 4];
            if (access % 4 == Write)
                shared[access / 4] = step;
            if (barriers[step] == GroupBarrier)
                Group.Barrier();
            if (barriers[step] == WarpBarrier)
                Warp.Barrier();
        }

        output[Group.IdxX] = sum;
    }
}
