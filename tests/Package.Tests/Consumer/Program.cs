using System.Numerics.Tensors;
using KernelGen;
using KernelGen.Devices.Cuda;

var shape = new AttentionShape(Batch: 2, QueryHeads: 4, KeyHeads: 2, QueryLength: 37, KeyLength: 53);
var random = new Random(1);
var q = Fill(2 * 4 * 37 * 40);
var k = Fill(2 * 2 * 53 * 40);
var v = Fill(2 * 2 * 53 * 24);
var o = new float[2 * 4 * 37 * 24];
var exact = new double[o.Length];

Attention.Forward(q, k, v, o, shape);
Attention.Reference(q, k, v, exact, shape);
var error = o.Zip(exact, (actual, expected) => Math.Abs(actual - expected)).Max();
Console.WriteLine($"spans {(error < 1e-5 ? "agree" : "differ")} {error:e2}");

Array.Clear(o);
Attention.Forward(
    new ReadOnlyTensorSpan<float>(q, [2, 4, 37, 40]), new ReadOnlyTensorSpan<float>(k, [2, 2, 53, 40]),
    new ReadOnlyTensorSpan<float>(v, [2, 2, 53, 24]), new TensorSpan<float>(o, [2, 4, 37, 24]));
error = o.Zip(exact, (actual, expected) => Math.Abs(actual - expected)).Max();
Console.WriteLine($"tensors {(error < 1e-5 ? "agree" : "differ")} {error:e2}");
var (square, mixed) = (new AttentionShape(1, 1, 1, 96, 96), new float[96 * 40]);
HashedAttention.Forward(q.AsSpan(0, 96 * 40), k.AsSpan(0, 96 * 40), q.AsSpan(0, 96 * 40), mixed, square);
Console.WriteLine($"integers {(mixed.All(float.IsFinite) ? "wrap" : "do not")}");
Console.WriteLine($"variant {Attention.Explain(shape).Variant}");

// The project asks for CUDA, so there are members for it, and the package brings what they need.
if (CudaDevice.IsAvailable)
{
    using var device = CudaDevice.Open();
    Attention.Forward(device, q, k, v, o, shape, new AttentionOptions { FallBackToCpu = true });
}
Console.WriteLine($"CUDA {CudaDevice.WhyUnavailable ?? "is available"}");

float[] Fill(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

/// <summary>Random blocks: a hash in 32 bits, whose integers wrap although this project checks its own.</summary>
[AttentionKernel(HeadDim = 40)]
[RandomBlocks(16, 3, 1), SlidingWindow(8)]
internal static partial class HashedAttention;

/// <summary>A causal window with a sink; odd sizes on purpose.</summary>
#if BROKEN
[AttentionKernel(HeadDim = 1024)]
#else
[AttentionKernel(HeadDim = 40, ValueHeadDim = 24)]
#endif
[Causal, SlidingWindow(16), AttentionSink(2)]
internal static partial class Attention;
