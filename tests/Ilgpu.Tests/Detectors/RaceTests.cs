using ILGPU;
using KernelGen.Ilgpu.Tests.Smoke;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.Ilgpu.Tests.Detectors;

public sealed class RaceTests
{
    [Fact]
    public void A_read_of_a_neighbours_element_without_a_barrier_is_found()
    {
        var fault = KernelRun.Fault(KernelFault.SharedRace, Kernels.ReadsNeighbour);

        fault.Thread.ShouldBe(new Index3D(1, 0, 0));
        fault.Message.ShouldContain("element 0 of the shared Single[64]");
        fault.Message.ShouldContain("thread (0, 0, 0) wrote it");
        fault.Place!.ShouldContain("RaceTests.cs:");
    }

    [Fact]
    public void A_neighbour_who_writes_later_in_the_order_of_the_simulation_is_found_too() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.ReadsNextAfterFirstRound).Message.ShouldContain("reads it");

    [Fact]
    public void The_same_reads_with_barriers_are_sound() =>
        KernelRun.Run(Kernels.ReadsNeighbourWithBarriers)[..3].ShouldBe([0f, 0f, 1f]);

    [Fact]
    public void A_tile_that_is_overwritten_before_everybody_has_read_it_is_found() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.MissingSecondBarrier).Message
            .ShouldContain("is read, and thread (31, 0, 0) wrote it");

    [Fact]
    public void Two_threads_that_write_one_element_are_found_even_if_they_write_the_same() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.AllWriteOne).Message.ShouldContain("wrote it");

    [Fact]
    public void A_write_through_a_reference_in_a_helper_is_found() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.WritesThroughHelper).Message.ShouldContain("Kernels.Increase at IL_");

    [Fact]
    public void A_store_of_one_field_races_with_a_load_of_the_struct() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.FieldAgainstStruct);

    [Fact]
    public void Fields_of_one_struct_that_belong_to_different_threads_are_sound() => KernelRun.Run(Kernels.FieldsApart)[1].ShouldBe(3f);

    [Fact]
    public void Neighbouring_halves_of_one_word_are_sound() => KernelRun.Run(Kernels.HalfWords)[5].ShouldBe(5f);

    [Fact]
    public void A_warp_barrier_orders_the_threads_of_a_warp() => KernelRun.Run(Kernels.NeighbourInWarp)[..2].ShouldBe([1f, 0f]);

    [Fact]
    public void A_warp_barrier_does_not_order_two_warps() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.NeighbourInOtherWarp).Thread.ShouldBe(new Index3D(32, 0, 0));

    [Fact]
    public void A_write_after_a_warp_barrier_still_races_with_a_reader_of_another_warp() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.ReaderInOtherWarp);

    [Fact]
    public void A_shuffle_orders_nothing_in_memory() => KernelRun.Fault(KernelFault.SharedRace, Kernels.ShuffleIsNoBarrier);

    [Fact]
    public void Atomic_additions_do_not_race_with_one_another() => KernelRun.Run(Kernels.AtomicSum)[0].ShouldBe(64f);

    [Fact]
    public void A_plain_read_races_with_atomic_additions() =>
        KernelRun.Fault(KernelFault.SharedRace, Kernels.PlainReadOfAtomicSum).Message.ShouldContain("several threads wrote it");

    [Fact]
    public void A_memory_fence_is_no_barrier() => KernelRun.Fault(KernelFault.SharedRace, Kernels.FenceIsNoBarrier);

    private static class Kernels
    {
        public static void ReadsNeighbour(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            shared[Group.IdxX] = Group.IdxX;
            output[Group.IdxX] = shared[IntrinsicMath.Max(Group.IdxX - 1, 0)];
        }

        public static void ReadsNextAfterFirstRound(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(65);
            shared[Group.IdxX] = 0f;
            if (Group.IdxX == 0)
                shared[64] = 0f;
            Group.Barrier();
            output[Group.IdxX] = shared[Group.IdxX + 1];
            shared[Group.IdxX] = Group.IdxX;
        }

        public static void ReadsNeighbourWithBarriers(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            shared[Group.IdxX] = Group.IdxX;
            Group.Barrier();
            output[Group.IdxX] = shared[IntrinsicMath.Max(Group.IdxX - 1, 0)];
            Group.Barrier();
            shared[Group.IdxX] = 1f;
        }

        public static void MissingSecondBarrier(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            for (var i = 0; i < 2; i++)
            {
                shared[Group.IdxX] = i;
                Group.Barrier();
                output[Group.IdxX] = shared[63 - Group.IdxX];
            }
        }

        public static void AllWriteOne(ArrayView<float> output) => SharedMemory.Allocate<float>(1)[0] = 1f;

        public static void WritesThroughHelper(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(1);
            if (Group.IsFirstThread)
                shared[0] = 0f;
            Group.Barrier();
            Increase(ref shared[0]);
        }

        public static void FieldAgainstStruct(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<Float4>(1);
            if (Group.IsFirstThread)
                shared[0] = default;
            Group.Barrier();
            var all = shared[0];
            if (Group.IsLastThread)
                shared[0].Z = 1f;
            output[Group.IdxX] = all.X;
        }

        public static void FieldsApart(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<Float4>(1);
            if (Group.IdxX == 0)
                shared[0].X = 1f;
            if (Group.IdxX == 1)
                shared[0].Y = 2f;
            Group.Barrier();
            output[Group.IdxX] = shared[0].X + shared[0].Y;
        }

        public static void HalfWords(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<ushort>(64);
            shared[Group.IdxX] = (ushort)Group.IdxX;
            output[Group.IdxX] = shared[Group.IdxX];
        }

        public static void NeighbourInWarp(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            shared[Group.IdxX] = Group.IdxX;
            Warp.Barrier();
            output[Group.IdxX] = shared[Group.IdxX ^ 1];
            Warp.Barrier();
            shared[Group.IdxX ^ 2] = 0f;
        }

        public static void NeighbourInOtherWarp(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            shared[Group.IdxX] = Group.IdxX;
            Warp.Barrier();
            output[Group.IdxX] = shared[Group.IdxX < 32 ? Group.IdxX : Group.IdxX - 32];
        }

        public static void ReaderInOtherWarp(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(1);
            if (Group.IsFirstThread)
                shared[0] = 0f;
            Group.Barrier();
            var value = Warp.WarpIdx == 0 ? shared[0] : 0f;
            Warp.Barrier();
            value += Warp.WarpIdx == 0 ? shared[0] : 0f;
            Warp.Barrier();
            if (Group.IdxX == 40)
                shared[0] = 1f;
            output[Group.IdxX] = value;
        }

        public static void ShuffleIsNoBarrier(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            shared[Group.IdxX] = Group.IdxX;
            var lane = Warp.ShuffleXor(Group.IdxX, 1);
            output[Group.IdxX] = shared[lane];
        }

        public static void AtomicSum(ArrayView<float> output)
        {
            ref var total = ref SharedMemory.Allocate<int>();
            if (Group.IsFirstThread)
                total = 0;
            Group.Barrier();
            Atomic.Add(ref total, 1);
            Group.Barrier();
            output[Group.IdxX] = total;
        }

        public static void PlainReadOfAtomicSum(ArrayView<float> output)
        {
            ref var total = ref SharedMemory.Allocate<int>();
            if (Group.IsFirstThread)
                total = 0;
            Group.Barrier();
            Atomic.Add(ref total, 1);
            if (Group.IsLastThread)
                output[0] = total;
        }

        public static void FenceIsNoBarrier(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            shared[Group.IdxX] = 0f;
            Group.Barrier();
            shared[Group.IdxX] = Group.IdxX;
            MemoryFence.GroupLevel();
            output[Group.IdxX] = shared[63 - Group.IdxX];
        }

        private static void Increase(ref float value) => value += 1f;
    }
}
