using KernelGen.Devices.Ilgpu;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Ilgpu;
using KernelGen.Tuner.Measurement;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Ilgpu;

/// <summary>What users read, and what stays on the device, when ILGPU itself fails.</summary>
public sealed class IlgpuFailureTests
{
    private static readonly SpecFacts s_facts = TestSpecs.Entry("App.Half", TestSpecs.HalfDense).Facts;

    [Fact]
    public void A_tensor_that_does_not_fit_is_told_and_those_before_it_are_freed()
    {
        var accelerator = new Accelerator { Room = 2 };
        var failures = 0;

        var error = Should.Throw<ToolException>(() => Place(accelerator, () => failures++));

        error.Message.ShouldStartWith("The shape B1,Hq2,Hkv1,Nq8,Nk16 cannot be copied to Planted: out of memory");
        (accelerator.Uploads, accelerator.Freed, failures).ShouldBe((3, 2, 1));
    }

    [Fact]
    public void Buffers_that_cannot_be_freed_any_more_do_not_hide_what_had_failed()
    {
        var accelerator = new Accelerator { CannotFree = true };
        var failures = 0;

        Place(accelerator, () => failures++).Dispose();

        failures.ShouldBe(4);
    }

    [Fact]
    public void An_accelerator_that_cannot_be_opened_again_after_a_failure_is_an_error_that_names_it()
    {
        var machine = new Machine();
        using var target = new IlgpuTuningTarget(machine, 3, (_, _) => throw new NotSupportedException());
        machine.Last!.Room = 0;
        Should.Throw<ToolException>(() => Place(target));
        machine.IsGone = true;

        var error = Should.Throw<ToolException>(() => Place(target));

        error.Message.ShouldBe("ILGPU cannot open device 3: the device is gone");
        machine.Opened.ShouldBe(1);
    }

    private static IlgpuPlacedCall Place(Accelerator accelerator, Action failed)
    {
        using var buffers = Buffers();
        return new IlgpuPlacedCall(accelerator, s_facts, buffers.Call(), failed);
    }

    private static void Place(IlgpuTuningTarget target)
    {
        using var buffers = Buffers();
        target.Place(s_facts, buffers.Call()).Dispose();
    }

    private static AttentionBuffers Buffers() => new(s_facts, new AttentionShape(1, 2, 1, 8, 16), null);

    private sealed class Machine : IIlgpuMachine
    {
        public string Version => "1.5.3";

        public bool IsGone { get; set; }

        public int Opened { get; private set; }

        public Accelerator? Last { get; private set; }

        public IReadOnlyList<IlgpuFound> Find() => [];

        public IIlgpuAccelerator Open(int index)
        {
            if (IsGone)
                throw new InvalidOperationException("the device is gone");
            Opened++;
            return Last = new Accelerator();
        }
    }

    private sealed class Accelerator : IIlgpuAccelerator
    {
        public int Room { get; set; } = int.MaxValue;

        public bool CannotFree { get; init; }

        public int Uploads { get; private set; }

        public int Freed { get; private set; }

        public IlgpuDevice Device { get; } = new() { Kind = "Cuda", Name = "Planted", Multiprocessors = 1, MostThreads = 1024, MostSharedBytes = 49152, WarpSize = 32 };

        public object Stream => this;

        public IDisposable Upload(ReadOnlySpan<byte> bytes) => Uploads++ < Room ? new Buffer(this) : throw new InvalidOperationException("out of memory");

        public void Download(IDisposable buffer, Span<byte> bytes)
        {
        }

        public void Synchronize()
        {
        }

        public void Dispose()
        {
        }

        private sealed class Buffer(Accelerator owner) : IDisposable
        {
            public void Dispose()
            {
                if (owner.CannotFree)
                    throw new InvalidOperationException("an illegal memory access was encountered");
                owner.Freed++;
            }
        }
    }
}
