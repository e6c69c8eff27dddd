using ILGPU;
using ILGPU.Runtime;
using KernelGen.Ilgpu.Tests.Smoke;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.Ilgpu.Tests.Detectors;

public sealed class RangeTests
{
    [Fact]
    public void An_index_behind_the_end_is_found_with_the_thread_that_has_it()
    {
        var fault = KernelRun.Fault(KernelFault.OutOfRange, Kernels.BehindTheEnd, groups: 2);

        fault.Group.ShouldBe(new Index3D(1, 0, 0));
        fault.Thread.ShouldBe(new Index3D(63, 0, 0));
        fault.Message.ShouldContain("index 128 of Single[128]");
        fault.Message.ShouldContain("RangeTests.cs:");
    }

    [Fact]
    public void A_negative_index_is_found() => KernelRun.Fault(KernelFault.OutOfRange, Kernels.Negative);

    [Fact]
    public void An_index_behind_the_end_of_shared_memory_is_found() =>
        KernelRun.Fault(KernelFault.OutOfRange, Kernels.BehindShared).Message.ShouldContain("Single[32] in shared memory");

    [Fact]
    public void A_sub_view_that_is_too_long_is_found() =>
        KernelRun.Fault(KernelFault.OutOfRange, Kernels.LongSubView).Message.ShouldContain("a sub view of 64 elements from 1");

    [Fact]
    public void An_empty_sub_view_behind_the_end_is_found() =>
        KernelRun.Fault(KernelFault.OutOfRange, Kernels.EmptyBehindTheEnd).Message.ShouldContain("a sub view of 0 elements from 64");

    [Fact]
    public void The_last_index_and_the_longest_sub_view_are_sound() => KernelRun.Run(Kernels.LastIndex)[63].ShouldBe(63f);

    [Fact]
    public void A_cast_of_a_sub_view_at_an_odd_element_is_found() =>
        KernelRun.Fault(KernelFault.Misaligned, Kernels.CastOfOddSubView).Message.ShouldContain("16n + 4");

    [Fact]
    public void A_cast_of_shared_floats_without_a_promise_is_found() =>
        KernelRun.Fault(KernelFault.Misaligned, Kernels.CastOfSharedFloats).Message.ShouldContain("AsAligned(16)");

    [Fact]
    public void A_promise_of_alignment_that_does_not_hold_is_found() =>
        KernelRun.Fault(KernelFault.Misaligned, Kernels.BrokenPromise);

    [Fact]
    public void Casts_at_multiples_of_sixteen_bytes_are_sound() => KernelRun.Run(Kernels.AlignedCasts)[4].ShouldBe(3f);

    private static class Kernels
    {
        public static void BehindTheEnd(ArrayView<float> output) => output[Grid.GlobalLinearIndex + 1] = 1f;

        public static void Negative(ArrayView<float> output) => output[Group.IdxX - 1] = 1f;

        public static void BehindShared(ArrayView<float> output) => SharedMemory.Allocate<float>(32)[Group.IdxX] = 1f;

        public static void LongSubView(ArrayView<float> output) => output.SubView(1, 64)[Group.IdxX] = 1f;

        public static void EmptyBehindTheEnd(ArrayView<float> output) => output[0] = output.SubView(64, 0).Length;

        public static void LastIndex(ArrayView<float> output) => output.SubView(0, 64)[Group.IdxX] = Group.IdxX;

        public static void CastOfOddSubView(ArrayView<float> output) => output.SubView(1, 16).Cast<Float4>()[0] = default;

        public static void CastOfSharedFloats(ArrayView<float> output) =>
            SharedMemory.Allocate<float>(256).Cast<Float4>()[Group.IdxX] = default;

        public static void BrokenPromise(ArrayView<float> output) => output.SubView(2, 16).AsAligned(16)[0] = 1f;

        public static void AlignedCasts(ArrayView<float> output)
        {
            var first = SharedMemory.Allocate<float>(256).AsAligned(16).Cast<Float4>();
            var second = SharedMemory.Allocate<Float4>(64);
            first[Group.IdxX] = new Float4 { X = 1f };
            second[Group.IdxX] = new Float4 { X = 2f };
            if (Group.IdxX < 15)
                output.SubView(4).Cast<Float4>()[Group.IdxX] = new Float4 { X = first[Group.IdxX].X + second[Group.IdxX].X };
        }
    }
}
