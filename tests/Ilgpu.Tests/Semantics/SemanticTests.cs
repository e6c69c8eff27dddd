using KernelGen.Ilgpu.Tests.Real;

namespace KernelGen.Ilgpu.Tests.Semantics;

/// <summary>The numbers follow from the definitions; that they are ILGPU's, too, is checked where a real one is at hand.</summary>
public sealed class SemanticTests
{
    public static TheoryData<string, Func<int, int, int>> Expectations { get; } = new()
    {
        { nameof(SemanticKernels.Indices), static (g, t) => (g * 1000) + (t * 10) + 2 + 64 + t + g + (g * 64) + t },
        { nameof(SemanticKernels.WarpIndices), static (_, t) => (t / 16 * 100) + (t % 16) + (t % 16 == 0 ? 10_000 : 0)
            + (t % 16 == 15 ? 20_000 : 0) + 1_600_000 },
        { nameof(SemanticKernels.Votes), static (_, _) => 22 + 1000 + 4000 },
        { nameof(SemanticKernels.GroupBroadcast), static (g, _) => 63 + g },
        { nameof(SemanticKernels.Shuffles), static (_, t) => First(t) + 3 + (100 * (t ^ 1)) + (10_000 * (First(t) + 2)) },
        { nameof(SemanticKernels.ShufflesUpAndDown),
            static (_, t) => (t % 16 < 13 ? (t % 16) + 3 : 0) + (100 * (t % 16 >= 3 ? (t % 16) - 3 : 0)) },
        { nameof(SemanticKernels.RegistersAcrossBarriers), static (_, t) => (5 * ((t + 1) % 64)) + 10 + 4000 + 175_000 + 1 },
        { nameof(SemanticKernels.StackAcrossBarriers), static (_, t) => t + (10 * ((t ^ 1) + 300)) },
        { nameof(SemanticKernels.ReferencesAcrossBarriers), static (_, t) => t + 5 + (1000 * (t + 7)) + 1 },
        { nameof(SemanticKernels.CopiesOfHelpersHaveTheirOwnMemory), static (_, _) => 21 },
        { nameof(SemanticKernels.LocalMemoryAndArrays), static (_, t) => (t * 3) + (1000 * (t % 4)) + 4 },
        { nameof(SemanticKernels.Atomics), static (_, _) => (63 * 32) + (63 * 5) + 77 },
        { nameof(SemanticKernels.Generics), static (_, t) => t + 3 + (3000 * t) + 8 },
        { nameof(SemanticKernels.ControlFlow), ControlFlow },
        { nameof(SemanticKernels.NarrowNumbers), NarrowNumbers },
        { nameof(SemanticKernels.Mathematics), Mathematics },
        { nameof(SemanticKernels.Recursion), static (_, t) => (t % 8) * ((t % 8) + 1) / 2 },
        { nameof(SemanticKernels.ViewsInStructs), static (_, _) => 192 },
        { nameof(SemanticKernels.Views1D), static (_, t) => (2 * ((t % 4) + 1)) + 64 },
    };

    [Theory]
    [MemberData(nameof(Expectations), DisableDiscoveryEnumeration = true)]
    public void A_kernel_gives_the_numbers_of_its_definition(string kernel, Func<int, int, int> expected) =>
        SemanticRun.Run(kernel, 16).ShouldBe(All(expected));

    [Fact]
    public void The_real_ILGPU_gives_the_same_numbers()
    {
        var real = RealIlgpu.Require();
        foreach (var (kernel, expected) in Expectations.Select(static row => row.Data))
            ((int[])real.Call(typeof(SemanticRun), nameof(SemanticRun.Run), kernel, 16)!).ShouldBe(All(expected), kernel);
    }

    [Fact]
    public void Every_kernel_has_its_numbers() =>
        typeof(SemanticKernels).GetMethods().Where(static method => method.IsStatic).Select(static method => method.Name)
            .ShouldBe(Expectations.Select(static row => row.Data.Item1), ignoreOrder: true);

    private static int First(int thread) => thread / 16 * 16;

    private static int[] All(Func<int, int, int> expected) =>
    [
        .. Enumerable.Range(0, SemanticRun.Groups * SemanticRun.Threads)
            .Select(i => expected(i / SemanticRun.Threads, i % SemanticRun.Threads)),
    ];

    private static int ControlFlow(int group, int thread)
    {
        var value = new[] { 10, 20, thread > 10 ? 30 : 31, 40 }[thread % 4];
        value += Enumerable.Range(0, thread + 1).Count(static i => i % 2 == 1 && i != 3);
        return value + (thread % 4 != 0 && value > 20 ? 1000 : 0);
    }

    private static int NarrowNumbers(int group, int thread)
    {
        var wrapped = (byte)(thread * 50);
        var bits = BitConverter.SingleToUInt32Bits(thread) >> 20;
        return wrapped + ((sbyte)wrapped * 3) + (int)bits + thread + 3140;
    }

    private static int Mathematics(int group, int thread)
    {
        var x = (thread * 0.37f) - 3f;
        var value = MathF.Sqrt(MathF.Abs(x)) + MathF.Floor(x) + MathF.Max(x, 0.5f) + Math.Clamp(x, -1f, 1f) + 1f + (1f / (x + 10f));
        return (int)(value * 1000f) + 4 + ((thread + 2) / 3);
    }
}
