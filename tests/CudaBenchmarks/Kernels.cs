using KernelGen.Devices.Cuda;

namespace KernelGen.CudaBenchmarks;

/// <summary>A spec's heads, and how a shape becomes a launch.</summary>
/// <param name="Spec">The class with the spec.</param>
/// <param name="HeadDim">Elements of a row of Q, K, V and O.</param>
/// <param name="Prepare">Makes the tensors and the data that the spec reads, and gives the launch.</param>
internal sealed record Kernel(Type Spec, int HeadDim, Func<AttentionShape, CudaDevice, (Tensors Tensors, Launch Launch)> Prepare)
{
    /// <summary>The same, of inputs that hold <typeparamref name="T"/>.</summary>
    public static Kernel Of<T>(Type spec, int headDim, Func<AttentionShape, CudaDevice, Launch<T>> prepare)
        where T : unmanaged
        => new(spec, headDim, (shape, device) =>
        {
            var (launch, tensors) = (prepare(shape, device), new Tensors<T>(device, shape, headDim));
            return (tensors, (stream, options) => launch(stream, tensors, options));
        });
}

/// <summary>Queues attention.</summary>
internal delegate void Launch(CudaStream stream, AttentionOptions options);

/// <summary>Queues attention over tensors.</summary>
internal delegate void Launch<T>(CudaStream stream, Tensors<T> tensors, AttentionOptions options)
    where T : unmanaged;

/// <summary>The specs by name.</summary>
internal static class Kernels
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, Kernel> All { get; } = new Kernel[]
    {
        Kernel.Of<BFloat16>(typeof(Dense64), 64, (shape, _) => (stream, t, options) => Dense64.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<BFloat16>(typeof(Causal64), 64, (shape, _) => (stream, t, options) => Causal64.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<BFloat16>(typeof(Causal256), 256, (shape, _) => (stream, t, options) => Causal256.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<BFloat16>(typeof(Dense128), 128, (shape, _) => (stream, t, options) => Dense128.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<BFloat16>(typeof(Causal128), 128, (shape, _) => (stream, t, options) => Causal128.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<Float8E4M3>(
            typeof(Causal128Float8), 128, (shape, _) => (stream, t, options) => Causal128Float8.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<BFloat16>(typeof(Window128), 128, (shape, _) => (stream, t, options) => Window128.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<BFloat16>(typeof(Softcap128), 128, (shape, _) => (stream, t, options) => Softcap128.Forward(stream, t.Query, t.Key, t.Value, t.Output, shape, options)),
        Kernel.Of<BFloat16>(typeof(Blocks128), 128, Blocks),
        Kernel.Of<BFloat16>(typeof(Documents128), 128, Documents),
        Kernel.Of<BFloat16>(typeof(Alibi128), 128, Alibi),
    }.ToDictionary(kernel => kernel.Spec.Name);

    /// <summary>The variants of a spec for CUDA devices that this program holds.</summary>
    public static IReadOnlyList<string> Variants(Type spec) =>
    [
        .. spec.Assembly.GetCustomAttributes(typeof(AttentionVariantAttribute), inherit: false).Cast<AttentionVariantAttribute>()
            .Where(variant => variant.TypeName == spec.FullName && variant.VariantId.StartsWith("cuda.", StringComparison.Ordinal))
            .Select(variant => variant.VariantId),
    ];

    private static Launch<BFloat16> Blocks(AttentionShape shape, CudaDevice device)
    {
        var blocks = Draw.Blocks(shape);
        return (stream, t, options) => Blocks128.Forward(stream, t.Query, t.Key, t.Value, t.Output, blocks, shape, options);
    }

    private static Launch<BFloat16> Documents(AttentionShape shape, CudaDevice device)
    {
        var documents = Draw.Documents(shape.KeyLength);
        return (stream, t, options) => Documents128.Forward(stream, t.Query, t.Key, t.Value, t.Output, documents, shape, options);
    }

    private static Launch<BFloat16> Alibi(AttentionShape shape, CudaDevice device)
    {
        var slopes = device.Allocate<float>(Draw.Slopes(shape.QueryHeads));
        return (stream, t, options) => Alibi128.Forward(stream, t.Query, t.Key, t.Value, t.Output, slopes, shape, options);
    }
}
