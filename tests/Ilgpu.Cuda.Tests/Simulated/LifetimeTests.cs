using ILGPU;
using ILGPU.Runtime;
using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Ilgpu.Cuda.Tests.Simulated;

/// <summary>Accelerators that come and go, several at once, several threads, and errors after which CUDA serves nobody.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public void What_the_kernels_need_goes_with_the_accelerator()
    {
        using var cards = new Cards();
        for (var i = 0; i < 3; i++)
        {
            using var accelerator = cards.NewAccelerator();
            Run(accelerator, Problem.Usual);
            Run(accelerator, new AttentionShape(1, 4, 2, 1, 600));
            // Modules and plans of two calls, and the parts of decoding.
            cards.Host.Alive.ShouldBeGreaterThanOrEqualTo(5);
            accelerator.Dispose();
            cards.Host.Alive.ShouldBe(0);
        }
        cards.Host.Launches.Count.ShouldBe(9);
    }

    [Fact]
    public void An_accelerator_that_is_forgotten_takes_it_along_too()
    {
        using var cards = new Cards();
        var forgotten = UseAndForget(cards);
        for (var attempt = 0; attempt < 20 && (forgotten.IsAlive || cards.Host.Alive > 0); attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        forgotten.IsAlive.ShouldBeFalse();
        cards.Host.Alive.ShouldBe(0);
    }

    [Fact]
    public void A_call_on_an_accelerator_that_was_disposed_fails_and_launches_nothing()
    {
        using var cards = new Cards();
        var problem = new Problem(Problem.Usual);
        var accelerator = cards.NewAccelerator();
        Run(accelerator, Problem.Usual);
        var stream = accelerator.DefaultStream;
        var tensors = new CardTensors(accelerator, problem);
        accelerator.Dispose();
        Should.Throw<ObjectDisposedException>(() => CausalSpec.Forward(stream, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape));
        cards.Host.Launches.Count.ShouldBe(1);
        Run(cards.Accelerator, Problem.Usual);
    }

    [Fact]
    public void Several_accelerators_of_several_cards_have_each_their_own()
    {
        using var cards = new Cards(count: 2);
        using var second = cards.NewAccelerator(1);
        foreach (var accelerator in new[] { cards.Accelerators[0], cards.Accelerators[1], second, cards.Accelerators[0] })
            Run(accelerator, Problem.Usual);
        cards.Host.Launches.Select(launch => launch.Device).ShouldBe([0, 1, 1, 0]);
    }

    [Fact]
    public void Several_threads_with_streams_of_their_own_share_an_accelerator()
    {
        using var cards = new Cards();
        Parallel.For(0, 16, i =>
        {
            var problem = new Problem(new AttentionShape(1, 2, 1, i % 3 == 0 ? 2 : 5 + i % 7, 6 + i));
            using var stream = cards.Accelerator.CreateStream();
            using var tensors = new CardTensors(cards.Accelerator, problem);
            CausalSpec.Forward(stream, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
            tensors.Results(stream).ShouldBe(problem.Output, 2e-2);
        });
    }

    [Fact]
    public void Work_that_ILGPU_has_in_the_stream_comes_before_the_launch()
    {
        var problem = new Problem(Problem.Usual);
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        using var source = cards.Accelerator.Allocate1D(CardTensors.Bits(problem.Query));
        using var stream = cards.Accelerator.CreateStream();
        tensors.Query.MemSetToZero(stream);
        tensors.Query.CopyFrom(stream, source.View.BaseView);
        CausalSpec.Forward(stream, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
        tensors.Results(stream).ShouldBe(problem.Output, 2e-2);
    }

    [Fact]
    public void After_an_error_that_lost_the_context_every_spec_says_so()
    {
        var problem = new Problem(Problem.Usual);
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        cards.Host.Driver.Script.Answer(nameof(CudaDriver.LaunchKernel), CudaResult.IllegalAddress);
        var met = Should.Throw<CudaException>(Call);
        met.Call.ShouldBe("cuLaunchKernel");
        Should.Throw<CudaException>(Call).Message.ShouldContain("the context was lost before");
        using MemoryBuffer1D<ushort, Stride1D.Dense> tensor = cards.Accelerator.Allocate1D<ushort>(2 * 8 * 16);
        using var documents = cards.Accelerator.Allocate1D(new int[8]);
        Should.Throw<CudaException>(() => PackedSpec.Forward(
            cards.Accelerator, tensor.View, tensor.View, tensor.View, tensor.View, documents.View, new AttentionShape(1, 2, 2, 8, 8)))
            .Message.ShouldContain("the context was lost before");

        void Call() => CausalSpec.Forward(cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
    }

    [Fact]
    public void A_second_call_of_a_shape_compiles_and_uploads_nothing()
    {
        var problem = new Problem(Problem.Usual);
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        CausalSpec.Forward(cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
        var alive = cards.Host.Alive;
        for (var i = 0; i < 3; i++)
            CausalSpec.Forward(cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
        cards.Host.Alive.ShouldBe(alive);
        cards.Host.Launches.Count.ShouldBe(4);
    }

    private static void Run(Accelerator accelerator, AttentionShape shape)
    {
        var problem = new Problem(shape);
        var output = new BFloat16[problem.Output.Length];
        CausalSpec.Forward(accelerator, problem.Query, problem.Key, problem.Value, output, shape);
        Problem.Numbers(output).ShouldBe(problem.Output, 2e-2);
    }

    private static WeakReference UseAndForget(Cards cards)
    {
        WeakReference? forgotten = null;
        var user = new Thread(() =>
        {
            var accelerator = cards.NewAccelerator();
            Run(accelerator, Problem.Usual);
            forgotten = new WeakReference(accelerator);
        });
        user.Start();
        user.Join();
        return forgotten!;
    }
}
