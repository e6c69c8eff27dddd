using ILGPU;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.Ilgpu.Tests.Detectors;

public sealed class BarrierTests
{
    [Fact]
    public void A_barrier_that_some_threads_do_not_reach_is_found()
    {
        var fault = KernelRun.Fault(KernelFault.DivergentBarrier, Kernels.InOneBranch);

        fault.Message.ShouldContain("has finished");
        fault.Kernel.ShouldBe($"{nameof(Kernels)}.{nameof(Kernels.InOneBranch)}");
        fault.Group.ShouldBe(Index3D.Zero);
        fault.Thread.ShouldBe(Index3D.Zero);
        fault.Place!.ShouldContain("BarrierTests.cs:");
    }

    [Fact]
    public void Two_barriers_in_two_branches_are_found() =>
        KernelRun.Fault(KernelFault.DivergentBarrier, Kernels.OneInEachBranch).Message.ShouldContain("thread (40, 0, 0) waits in");

    [Fact]
    public void A_barrier_behind_an_early_return_is_found() =>
        KernelRun.Fault(KernelFault.DivergentBarrier, Kernels.BehindReturn).Message.ShouldContain("(63, 0, 0) has finished");

    [Fact]
    public void Loops_of_different_length_with_a_barrier_are_found() =>
        KernelRun.Fault(KernelFault.DivergentBarrier, Kernels.InLoopsOfDifferentLength);

    [Fact]
    public void A_barrier_in_a_branch_that_the_whole_group_takes_is_sound() =>
        KernelRun.Run(Kernels.InUniformBranch, groups: 2)[KernelRun.Threads].ShouldBe(1f);

    [Fact]
    public void A_shuffle_that_only_some_lanes_reach_is_found() =>
        KernelRun.Fault(KernelFault.DivergentWarp, Kernels.ShuffleInLanes).Message.ShouldContain("every thread of the warp");

    [Fact]
    public void A_shuffle_that_whole_warps_skip_is_sound() =>
        KernelRun.Run(Kernels.ShuffleInWarps)[..3].ShouldBe([1f, 0f, 3f]);

    [Fact]
    public void A_shuffle_from_a_lane_that_the_last_warp_does_not_have_is_found() =>
        KernelRun.Fault(KernelFault.DivergentWarp, Kernels.ShuffleFar, threads: 48).Message.ShouldContain("lane 16");

    [Fact]
    public void The_same_shuffle_in_full_warps_is_sound() =>
        KernelRun.Run(Kernels.ShuffleFar)[..2].ShouldBe([16f, 17f]);

    [Fact]
    public void A_broadcast_from_different_threads_is_found() =>
        KernelRun.Fault(KernelFault.DivergentBarrier, Kernels.BroadcastFromMany);

    private static class Kernels
    {
        public static void InOneBranch(ArrayView<float> output)
        {
            if (Group.IdxX < 40)
                Group.Barrier();
        }

        public static void OneInEachBranch(ArrayView<float> output)
        {
            if (Group.IdxX < 40)
                Group.Barrier();
            else
                Group.Barrier();
        }

        public static void BehindReturn(ArrayView<float> output)
        {
            if (Group.IdxX == 63)
                return;
            Group.Barrier();
            output[Group.IdxX] = 1f;
        }

        public static void InLoopsOfDifferentLength(ArrayView<float> output)
        {
            for (var i = 0; i < Group.IdxX / 32 + 3; i++)
                Group.Barrier();
        }

        public static void InUniformBranch(ArrayView<float> output)
        {
            if (Grid.IdxX == 1)
                Group.Barrier();
            output[Grid.GlobalLinearIndex] = Grid.IdxX;
        }

        public static void ShuffleInLanes(ArrayView<float> output)
        {
            if (Warp.LaneIdx < 16)
                output[Group.IdxX] = Warp.ShuffleXor((float)Group.IdxX, 1);
        }

        public static void ShuffleInWarps(ArrayView<float> output)
        {
            if (Warp.WarpIdx == 0)
                output[Group.IdxX] = Warp.ShuffleXor((float)Group.IdxX, 1);
        }

        public static void ShuffleFar(ArrayView<float> output) => output[Group.IdxX] = Warp.ShuffleXor((float)Group.IdxX, 16);

        public static void BroadcastFromMany(ArrayView<float> output) => output[Group.IdxX] = Group.Broadcast(1f, Group.IdxX);
    }
}
