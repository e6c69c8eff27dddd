using KernelGen.Devices.Gpu;
using KernelGen.Planning;
using KernelGen.Selection;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

/// <summary>Calls on a device whose mask reads a tensor: what is proven of it, and what that costs.</summary>
public sealed unsafe class GpuCallTests
{
    private const int Rows = 64, Keys = 256, Calls = 200;
    private static readonly AttentionShape s_shape = new(1, 1, 1, Rows, Keys);
    private static readonly GpuVariant s_variant = new Variant();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_takes_no_tables_for_good(bool isOnHost)
    {
        var spec = HandmadeSpec.Of(new TensorMask(), new TensorData());
        fixed (bool* truths = new bool[Rows * Keys])
        {
            var item = isOnHost
                ? DataItem.Of(truths, [Rows, Keys], [Keys, 1])
                : DataItem.OnDevice(DataType.Bool, new DataLayout(Rows, Keys), Rows * Keys, "mask");
            Create(spec, &item, Calls);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Create(spec, &item, Calls);
            // Other tests may have all tables in use for a moment; but tables for each call would be hundreds of bytes each.
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Calls * 50);
        }
    }

    [Fact]
    public void The_plan_is_that_of_what_the_tensor_holds()
    {
        var spec = HandmadeSpec.Of(new TensorMask(), new TensorData());
        // The first half of the rows sees the last half of the keys, the others see nothing.
        bool[] mask = [.. Enumerable.Range(0, Rows * Keys).Select(i => i / Keys < Rows / 2 && i % Keys >= Keys / 2)];
        fixed (bool* truths = mask)
        {
            var item = DataItem.Of(truths, [Rows, Keys], [Keys, 1]);
            var (key, plan) = Plan(spec, &item);
            plan.ShouldBe(GpuPlan.Flatten([Expected()]));
            Plan(spec, &item).Key.ShouldBe(key);
            truths[0] = true;
            Plan(spec, &item).Key.ShouldNotBe(key);
            var onDevice = DataItem.OnDevice(DataType.Bool, new DataLayout(Rows, Keys), Rows * Keys, "mask");
            Plan(spec, &onDevice).Key.ShouldNotBe(key);
        }
    }

    private static TilePlan Expected() => TilePlan.Build(
        new Halves(), new MaskScope(Rows, Keys, Keys - Rows, 0, 0, 0, 1), s_variant.QueryTile, s_variant.KeyTile);

    private static (GpuPlanKey Key, int[] Plan) Plan(CompiledSpec spec, DataItem* item)
    {
        var call = Create(spec, item, 1);
        var key = call.PlanKey(s_variant, isDecode: false);
        return (key, call.BuildPlan(key));
    }

    private static GpuCall Create(CompiledSpec spec, DataItem* item, int times)
    {
        GpuCall call = default;
        for (var i = 0; i < times; i++)
            call = GpuCall.Create(spec, s_shape, null, Rows * 64, Keys * 64, Keys * 64, Rows * 64, -1, new CallData(item, 1));
        return call;
    }

    private sealed class Variant() : GpuVariant("test.mma/q32-k64", 1, queryTile: 32, keyTile: 64, threads: 128, sharedBytes: 0, registers: 1);

    private sealed class TensorMask : TileClassifier
    {
        private static readonly TensorRead[] s_reads = [new(0, 2, 64)];

        public override ReadOnlySpan<TensorRead> ReadsTensors => s_reads;

        public override Truth Classify(Interval q, Interval k, in MaskScope scope)
            => scope.Data.Truth(0, 0, 0, new Interval(q.Min - scope.QueryOffset, q.Max - scope.QueryOffset), k);
    }

    private sealed class Halves : TileClassifier
    {
        public override Truth Classify(Interval q, Interval k, in MaskScope scope)
            => Kleene.All(q - scope.QueryOffset < Rows / 2, Kleene.Not(k < Keys / 2));
    }

    private sealed class TensorData : SpecData
    {
        public override IReadOnlyList<DataParameter> Parameters { get; } = [new("mask", DataType.Bool, false) { IsTensor = true }];

        protected override void CheckIndices(Interval q, Interval k, Interval batch, Interval head, Interval kvHead, in MaskScope scope)
        {
        }
    }
}
