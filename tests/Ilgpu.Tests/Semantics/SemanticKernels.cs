using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.Ilgpu.Tests.Semantics;

/// <summary>
/// One language feature or one function of ILGPU per kernel; each thread writes one number to its place. They run on the contract and on
/// the real ILGPU alike.
/// </summary>
public static class SemanticKernels
{
    public static void Indices(ArrayView<int> output) => output[Grid.GlobalLinearIndex] =
        (Grid.IdxX * 1000) + (Group.IdxX * 10) + Grid.DimX + Group.DimX + Group.LinearIndex + Grid.LinearIndex + Grid.GlobalIndex.X;

    public static void WarpIndices(ArrayView<int> output) => output[Grid.GlobalLinearIndex] =
        (Warp.WarpIdx * 100) + Warp.LaneIdx + (Warp.IsFirstLane ? 10_000 : 0) + (Warp.IsLastLane ? 20_000 : 0) + (Warp.WarpSize * 100_000);

    public static void Votes(ArrayView<int> output)
    {
        var third = Group.IdxX % 3 == 0;
        var count = Group.BarrierPopCount(third);
        var all = Group.BarrierAnd(Group.IdxX < Group.DimX) ? 1000 : 0;
        var some = Group.BarrierAnd(third) ? 2000 : 0;
        var any = Group.BarrierOr(Group.IdxX == 5) ? 4000 : 0;
        output[Grid.GlobalLinearIndex] = count + all + some + any;
    }

    public static void GroupBroadcast(ArrayView<int> output) =>
        output[Grid.GlobalLinearIndex] = Group.Broadcast(Group.IdxX * 7, 9) + Group.Broadcast(Grid.IdxX, 0);

    public static void Shuffles(ArrayView<int> output)
    {
        var mine = Group.IdxX;
        output[Grid.GlobalLinearIndex] = Warp.Shuffle(mine, 3) + (100 * Warp.ShuffleXor(mine, 1)) + (10_000 * Warp.Broadcast(mine, 2));
    }

    public static void ShufflesUpAndDown(ArrayView<int> output)
    {
        var lane = Warp.LaneIdx;
        var down = Warp.ShuffleDown(lane, 3);
        var up = Warp.ShuffleUp(lane, 3);
        output[Grid.GlobalLinearIndex] = (lane + 3 < Warp.WarpSize ? down : 0) + (100 * (lane >= 3 ? up : 0));
    }

    public static void RegistersAcrossBarriers(ArrayView<int> output)
    {
        var shared = SharedMemory.Allocate<int>(64);
        var (sum, product, real, wide) = (0, 1, 0.5f, 1L << 40);
        for (var i = 0; i < 5; i++)
        {
            shared[Group.IdxX] = Group.IdxX + i;
            Group.Barrier();
            var neighbour = shared[(Group.IdxX + 1) % Group.DimX];
            Group.Barrier();
            sum += neighbour;
            product *= (i % 2) + 1;
            real += 0.25f;
            wide++;
        }

        output[Grid.GlobalLinearIndex] = sum + (product * 1000) + (int)(real * 100_000) + (int)(wide >> 40);
    }

    public static void StackAcrossBarriers(ArrayView<int> output)
    {
        var shared = SharedMemory.Allocate<int>(64);
        output[Grid.GlobalLinearIndex] = Group.IdxX + (10 * (ReadNeighbour(shared, Group.IdxX) + (100 * ReadNeighbour(shared, 3))));
    }

    public static void ReferencesAcrossBarriers(ArrayView<int> output)
    {
        var total = Group.IdxX;
        var pair = new Pair { First = 1, Second = Group.IdxX };
        ref var second = ref pair.Second;
        AddAfterBarrier(ref total, 5);
        AddAfterBarrier(ref second, 7);
        ref var target = ref output[Grid.GlobalLinearIndex];
        Group.Barrier();
        target = total + (1000 * pair.Second) + pair.First;
    }

    public static void CopiesOfHelpersHaveTheirOwnMemory(ArrayView<int> output)
    {
        var first = AllocateAndFill(1);
        var second = AllocateAndFill(2);
        Group.Barrier();
        output[Grid.GlobalLinearIndex] = first[Group.IdxX ^ 1] + (10 * second[Group.IdxX ^ 1]);
    }

    public static void LocalMemoryAndArrays(ArrayView<int> output)
    {
        var local = LocalMemory.Allocate<int>(4);
        var array = new int[4];
        for (var i = 0; i < 4; i++)
        {
            local[i] = Group.IdxX * i;
            array[i] = i;
            Group.Barrier();
        }

        output[Grid.GlobalLinearIndex] = local[3] + (1000 * array[Group.IdxX % 4]) + array.Length;
    }

    public static void Atomics(ArrayView<int> output)
    {
        var shared = SharedMemory.Allocate<int>(3);
        if (Group.IdxX < 3)
            shared[Group.IdxX] = 100 * Group.IdxX;
        Group.Barrier();
        Atomic.Add(ref shared[0], Group.IdxX);
        Atomic.Max(ref shared[1], Group.IdxX * 5);
        Atomic.Exchange(ref shared[2], 77);
        Group.Barrier();
        output[Grid.GlobalLinearIndex] = shared[0] + shared[1] + shared[2];
    }

    public static void Generics(ArrayView<int> output) => output[Grid.GlobalLinearIndex] =
        Combine<Addition>(Group.IdxX, 3) + (1000 * Combine<Product>(Group.IdxX, 3)) + Scaled(new Scale(4), 2);

    public static void ControlFlow(ArrayView<int> output)
    {
        var kind = Group.IdxX % 4;
        var value = kind switch { 0 => 10, 1 => 20, 2 => Group.IdxX > 10 ? 30 : 31, _ => 40 };
        for (var i = 0; ; i++)
        {
            if (i == 3)
                continue;
            if (i > Group.IdxX)
                break;
            value += i & 1;
        }

        output[Grid.GlobalLinearIndex] = value + (kind != 0 && value > 20 ? 1000 : 0);
    }

    public static void NarrowNumbers(ArrayView<int> output)
    {
        var wrapped = (byte)(Group.IdxX * 50);
        var signed = (sbyte)wrapped;
        var bits = Interop.FloatAsInt((float)Group.IdxX) >> 20;
        // A half holds these exactly; see HalfTests for what it does not.
        var half = (ILGPU.Half)(Group.IdxX * 0.125f) * (ILGPU.Half)0.5f;
        var brain = Interop.IntAsFloat((uint)(ushort)(Interop.FloatAsInt(3.14159f) >> 16) << 16);
        output[Grid.GlobalLinearIndex] = wrapped + (signed * 3) + (int)bits + (int)((float)half * 16f) + (int)(brain * 1000f);
    }

    public static void Mathematics(ArrayView<int> output)
    {
        var x = (Group.IdxX * 0.37f) - 3f;
        var value = MathF.Sqrt(MathF.Abs(x)) + MathF.Floor(x) + MathF.Max(x, 0.5f) + IntrinsicMath.Clamp(x, -1f, 1f)
            + (float.IsNaN(x / 0f * 0f) ? 1f : 0f) + IntrinsicMath.CPUOnly.Rcp(x + 10f);
        output[Grid.GlobalLinearIndex] = (int)(value * 1000f) + IntrinsicMath.PopCount(0xF0u) + IntrinsicMath.DivRoundUp(Group.IdxX, 3);
    }

    public static void Recursion(ArrayView<int> output) => output[Grid.GlobalLinearIndex] = Triangle(Group.IdxX % 8);

    public static void ViewsInStructs(ArrayView<int> output)
    {
        var part = new Part(output.SubView(Grid.IdxX * Group.DimX, Group.DimX), 3);
        Group.Barrier();
        part.Values[Group.IdxX] = part.Factor * part.Values.IntLength;
    }

    public static void Views1D(ArrayView<int> output)
    {
        var shared = SharedMemory.Allocate1D<int>(64);
        shared[Group.IdxX] = Group.IdxX * 2;
        Group.Barrier();
        output[Grid.GlobalLinearIndex] = shared.SubView(1, 4)[Group.IdxX % 4] + (int)shared.Length;
    }

    private static int ReadNeighbour(ArrayView<int> shared, int value)
    {
        shared[Group.IdxX] = value;
        Group.Barrier();
        var neighbour = shared[Group.IdxX ^ 1];
        Group.Barrier();
        return neighbour;
    }

    private static void AddAfterBarrier(ref int target, int value)
    {
        var before = target;
        Group.Barrier();
        target = before + value;
    }

    private static ArrayView<int> AllocateAndFill(int value)
    {
        var shared = SharedMemory.Allocate<int>(64);
        shared[Group.IdxX] = value;
        return shared;
    }

    private static int Combine<TOperation>(int left, int right)
        where TOperation : struct, IOperation =>
        TOperation.Apply(left, right);

    private static int Scaled<TScale>(TScale scale, int value)
        where TScale : struct, IScale =>
        scale.Apply(value);

    private static int Triangle(int n) => n == 0 ? 0 : n + Triangle(n - 1);

    public interface IOperation
    {
        static abstract int Apply(int left, int right);
    }

    public interface IScale
    {
        int Apply(int value);
    }

    public readonly struct Addition : IOperation
    {
        public static int Apply(int left, int right) => left + right;
    }

    public readonly struct Product : IOperation
    {
        public static int Apply(int left, int right) => left * right;
    }

    public readonly struct Scale(int factor) : IScale
    {
        public int Apply(int value) => factor * value;
    }

    public readonly struct Part(ArrayView<int> values, int factor)
    {
        public readonly ArrayView<int> Values = values;
        public readonly int Factor = factor;
    }

    public struct Pair
    {
        public int First;
        public int Second;
    }
}
