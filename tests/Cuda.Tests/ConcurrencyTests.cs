using KernelGen.PtxMachine;
using KernelGen.PtxMachine.Driver;

namespace KernelGen.Cuda.Tests;

/// <summary>Several threads, streams and devices at once.</summary>
public sealed class ConcurrencyTests
{
    private const double Tolerance = 2e-2;

    [Fact]
    public void Several_threads_share_a_device_each_with_a_stream_and_plans_make_room()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        Parallel.For(0, 80, i =>
        {
            // 80 shapes are more than the plans that are kept; every third one decodes.
            var problem = Problem.Causal(new AttentionShape(1, 2, 1, i % 3 == 0 ? 2 : 5 + i % 7, 6 + i));
            using var stream = device.CreateStream();
            using var tensors = new DeviceTensors<BFloat16>(device, problem);
            CausalSpec.Forward(stream, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
            Problem.Numbers(tensors.Output.ToArray(stream)).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
        });
    }

    [Fact]
    public void Several_threads_share_a_stream_with_data_that_each_gives()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        var shape = new AttentionShape(1, 2, 1, 66, 66);
        Parallel.For(0, 24, i =>
        {
            int[] document = [.. Enumerable.Range(0, 66).Select(row => row / (5 + i))];
            float[] slope = [i, 1];
            var problem = Problem.Packed(shape, document, slope);
            using var tensors = new DeviceTensors<Half>(device, problem);
            using var slopes = device.Allocate<float>(slope);
            PackedSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, document, slopes, 0.5f, shape);
            Problem.Numbers(tensors.Output.ToArray()).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
        });
    }

    [Fact]
    public void A_spec_runs_on_several_devices_and_on_one_that_is_opened_again()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost(new PtxDevice { Multiprocessors = 2 }, new PtxDevice { Multiprocessors = 100 });
        for (var round = 0; round < 2; round++)
        {
            foreach (var ordinal in new[] { 0, 1 })
            {
                using var device = host.Open(ordinal);
                using var tensors = new DeviceTensors<BFloat16>(device, problem);
                CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
                Problem.Numbers(tensors.Output.ToArray()).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
            }
        }
        host.Launches.Select(launch => launch.Device).ShouldBe([0, 1, 0, 1]);
    }
}
