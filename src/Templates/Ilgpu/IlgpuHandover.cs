using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// Writes what hands a call over to the kernels in PTX: the accelerator's context, the stream, the addresses. The runtime selects and launches.
/// </summary>
internal static class IlgpuHandover
{
    /// <summary>The method that finds the PTX kernels of an accelerator.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="kernels">C# that gives the kernels in PTX.</param>
    public static void EmitConstruction(SourceWriter writer, string kernels) => writer.Line($$"""
        // The kernels in PTX, for CUDA alone. What they keep in the accelerator's context goes before the context does.
        private static IlgpuCudaKernels CudaKernelsOf(Accelerator accelerator)
        {
            var kernels = new IlgpuCudaKernels({{kernels}}, accelerator, accelerator.AcceleratorType == AcceleratorType.Cuda ? accelerator.NativePtr : 0);
            accelerator.Disposed += (_, _) => kernels.Dispose();
            return kernels;
        }

        // The address for CUDA; a view of nothing has none.
        private static IntPtr Pointer<T>(ArrayView<T> view)
            where T : unmanaged
            => view.Length == 0 ? 0 : view.LoadEffectiveAddressAsPtr();

        """);

    /// <summary>The branch of the method that launches.</summary>
    public static void EmitLaunch(SourceWriter writer, AttentionSpec spec)
    {
        writer.Line("// A kernel in PTX, in ILGPU's context and stream.");
        using (writer.Block("if (IlgpuCudaKernels.Serves(variant))"))
        {
            for (var i = 0; i < spec.Data.Count; i++)
            {
                if (spec.Data[i].HasElements)
                    writer.Line(FormattableString.Invariant($"items[{i}] = items[{i}].At(Pointer({ScalarStyle.KernelData(spec.Data[i])}));"));
            }
            var lse = spec.WritesLse ? "writesLse ? Pointer(lse) : 0" : "0";
            writer.Line($$"""
                var addresses = new GpuAddresses(Pointer(q), Pointer(k), Pointer(v), Pointer(o), {{lse}});
                device.Selector.Cuda!.Launch(stream, ((global::ILGPU.Runtime.Cuda.CudaStream)stream).StreamPtr, in call, variant, in addresses, items);
                return;
                """);
        }
    }
}
