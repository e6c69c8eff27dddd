using ILGPU;
using KernelGen.Ilgpu.Tests.Smoke;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.Ilgpu.Tests.Detectors;

public sealed class UninitialisedTests
{
    [Fact]
    public void A_read_of_what_nobody_wrote_is_found() =>
        KernelRun.Fault(KernelFault.UninitialisedShared, Kernels.ReadsTooFar).Message.ShouldContain("element 60 of the shared Single[64]");

    [Fact]
    public void What_an_earlier_group_wrote_does_not_count() =>
        KernelRun.Fault(KernelFault.UninitialisedShared, Kernels.OneGroupWrites, groups: 2).Group.ShouldBe(Index3D.Zero);

    [Fact]
    public void A_struct_of_which_one_field_is_missing_is_found() =>
        KernelRun.Fault(KernelFault.UninitialisedShared, Kernels.ReadsWholeStruct);

    [Fact]
    public void The_fields_that_were_written_are_sound() => KernelRun.Run(Kernels.ReadsWrittenField)[0].ShouldBe(1f);

    [Fact]
    public void An_atomic_addition_to_what_nobody_wrote_is_found() =>
        KernelRun.Fault(KernelFault.UninitialisedShared, Kernels.AddsToNothing);

    private static class Kernels
    {
        public static void ReadsTooFar(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            if (Group.IdxX < 60)
                shared[Group.IdxX] = 1f;
            Group.Barrier();
            output[Group.IdxX] = shared[Group.IdxX];
        }

        // The last group runs first.
        public static void OneGroupWrites(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<float>(64);
            if (Grid.IdxX == 1)
                shared[Group.IdxX] = 1f;
            Group.Barrier();
            output[Grid.GlobalLinearIndex] = shared[Group.IdxX];
        }

        public static void ReadsWholeStruct(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<Float4>(64);
            shared[Group.IdxX].X = 1f;
            output[Group.IdxX] = Sum(shared[Group.IdxX]);
        }

        public static void ReadsWrittenField(ArrayView<float> output)
        {
            var shared = SharedMemory.Allocate<Float4>(64);
            shared[Group.IdxX].X = 1f;
            output[Group.IdxX] = shared[Group.IdxX].X;
        }

        public static void AddsToNothing(ArrayView<float> output)
        {
            ref var total = ref SharedMemory.Allocate<int>();
            Atomic.Add(ref total, 1);
        }

        private static float Sum(Float4 values) => values.X + values.Y;
    }
}
