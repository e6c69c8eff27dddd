using KernelGen.Templates;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>
/// The C# that joins the tool to the user's ILGPU. The tool itself does not reference ILGPU: this text is compiled against the one that the
/// user's assembly brings.
/// </summary>
internal static class IlgpuBridgeText
{
    /// <summary>The namespace of everything that is emitted.</summary>
    public const string Namespace = "KernelGen.InMemory";

    /// <summary>The text of <c>Machine</c>, an <see cref="IIlgpuMachine"/>.</summary>
    public static string Machine()
    {
        var writer = new SourceWriter();
        WriteUsings(writer, [.. IlgpuTemplate.Usings, "System.Collections.Generic", "System.Linq", "ILGPU.Runtime.CPU", "ILGPU.Runtime.Cuda", "ILGPU.Runtime.OpenCL", "KernelGen.Tuner.Ilgpu"]);
        using (writer.Block($"namespace {Namespace}"))
        {
            using (writer.Block("public sealed class Machine : IIlgpuMachine"))
            {
                writer.Line("""
                    public string Version => typeof(Context).Assembly.GetName().Version!.ToString(3);

                    public IReadOnlyList<IlgpuFound> Find()
                    {
                        using var context = NewContext();
                        return context.Devices.Select(device => Look(context, device)).ToList();
                    }

                    public IIlgpuAccelerator Open(int index)
                    {
                        var context = NewContext();
                        return new Opened(context, context.Devices[index].CreateAccelerator(context));
                    }

                    // The kinds in the order of their speed. ILGPU's default CPU device has groups of 16 threads, too few for the kernels.
                    private static Context NewContext()
                        => Context.Create(builder => builder.Cuda().OpenCL().CPU(new CPUDevice(32, 8, 1)).Optimize(OptimizationLevel.O2));

                    private static IlgpuFound Look(Context context, global::ILGPU.Runtime.Device device)
                    {
                        try
                        {
                            using var accelerator = device.CreateAccelerator(context);
                            return new IlgpuFound(device.Name, Describe(accelerator), "");
                        }
                        catch (Exception error)
                        {
                            return new IlgpuFound(device.Name, null, error.Message);
                        }
                    }

                    """);
                IlgpuDeviceText.Emit(writer);
                writer.Line("""
                    private sealed class Opened(Context context, Accelerator accelerator) : IIlgpuAccelerator
                    {
                        public IlgpuDevice Device { get; } = Describe(accelerator);

                        public object Stream => accelerator.DefaultStream;

                        public IDisposable Upload(ReadOnlySpan<byte> bytes)
                        {
                            // Sixteen at least, as a view of any element wants one element.
                            var buffer = accelerator.Allocate1D<byte>(Math.Max(16, bytes.Length));
                            try
                            {
                                buffer.View.BaseView.MemSetToZero(accelerator.DefaultStream);
                                if (!bytes.IsEmpty)
                                    buffer.View.BaseView.SubView(0L, (long)bytes.Length).CopyFromCPU(accelerator.DefaultStream, bytes);
                                accelerator.DefaultStream.Synchronize();
                                return buffer;
                            }
                            catch
                            {
                                buffer.Dispose();
                                throw;
                            }
                        }

                        public void Download(IDisposable buffer, Span<byte> bytes)
                        {
                            if (!bytes.IsEmpty)
                                ((MemoryBuffer1D<byte, Stride1D.Dense>)buffer).View.BaseView.SubView(0L, (long)bytes.Length).CopyToCPU(accelerator.DefaultStream, bytes);
                            accelerator.DefaultStream.Synchronize();
                        }

                        public void Synchronize() => accelerator.DefaultStream.Synchronize();

                        public void Dispose()
                        {
                            accelerator.Dispose();
                            context.Dispose();
                        }
                    }
                    """);
            }
        }
        return writer.ToString();
    }

    /// <summary>The text of a spec and its kernels, with <c>Bridge</c>, an <see cref="IIlgpuSpec"/>.</summary>
    public static string Spec(AttentionSpec spec, string name, IReadOnlyList<IlgpuConfig> configs)
    {
        var writer = new SourceWriter();
        WriteUsings(writer, [.. CompiledSpecTemplate.Usings, .. IlgpuTemplate.Usings, "KernelGen.Tuner.Ilgpu"]);
        using (writer.Block($"namespace {Namespace}"))
        {
            using (writer.Block("public static partial class Spec"))
                CompiledSpecTemplate.Emit(writer, spec, name, [], []);
            using (writer.Block("internal static partial class Kernels"))
                IlgpuTemplate.Emit(writer, spec, "Spec.Compiled", configs, []);
            WriteBridge(writer, spec);
        }
        return writer.ToString();
    }

    /// <summary>The text of a kernel and what launches it, beside the spec's other code.</summary>
    public static string Kernels(AttentionSpec spec, string name, IlgpuConfig config)
    {
        var writer = new SourceWriter();
        WriteUsings(writer, IlgpuTemplate.Usings);
        using (writer.Block($"namespace {Namespace}"))
        using (writer.Block($"internal static partial class {name}_Ilgpu"))
            IlgpuTemplate.Emit(writer, spec, $"{name}.Compiled", [config], []);
        return writer.ToString();
    }

    private static void WriteBridge(SourceWriter writer, AttentionSpec spec)
    {
        var (element, output) = (IlgpuTemplate.ElementName(spec.Precision), IlgpuTemplate.ElementName(spec.OutputPrecision));
        var lse = spec.WritesLse
            ? "buffers.Lse is null ? default : View<float>(buffers.Lse).SubView(0L, (long)shape.Batch * shape.QueryHeads * shape.QueryLength), buffers.Lse is not null, "
            : "";
        var values = string.Concat(spec.Data.Select((parameter, i) => ", " + Value(parameter, i)));
        writer.Line($$"""
            public sealed unsafe class Bridge : IIlgpuSpec
            {
                public CompiledSpec Compiled => Spec.Compiled;

                public void Launch(IIlgpuAccelerator accelerator, IlgpuBuffers buffers, in AttentionCall call, AttentionOptions? options)
                {
                    var (shape, data) = (call.Shape, call.Data);
                    var items = stackalloc DataItem[Math.Max(1, data.Count)];
                    for (int i = 0; i < data.Count; i++)
                        items[i] = data[i];{{OnDevice(spec)}}
                    Kernels.Run(
                        (AcceleratorStream)accelerator.Stream, View<{{element}}>(buffers.Query), View<{{element}}>(buffers.Key), View<{{element}}>(buffers.Value), View<{{output}}>(buffers.Output),
                        {{lse}}shape, null, options, items{{values}});
                }

                private static ArrayView<T> View<T>(object buffer)
                    where T : unmanaged
                    => ((MemoryBuffer1D<byte, Stride1D.Dense>)buffer).View.BaseView.Cast<T>();
            }
            """);
    }

    // What the mask reads stays on the host, as there plans see it: a call copies it, whichever variant runs. All else was copied once.
    private static string OnDevice(AttentionSpec spec)
    {
        var items = from i in Enumerable.Range(0, spec.Data.Count)
                    let parameter = spec.Data[i]
                    where parameter.HasElements && !spec.Mask.Data().Contains(parameter)
                    select parameter.IsTensor
                        ? $"\n        items[{i}] = DataItem.OnDevice(data[{i}].Type, data[{i}].Tensor, data[{i}].Reach, \"{parameter.Name}\");"
                        : $"\n        items[{i}] = DataItem.OnDevice(data[{i}].Type, data[{i}].Length, \"{parameter.Name}\");";
        return string.Concat(items);
    }

    private static string Value(ExprParameter parameter, int index)
    {
        if (parameter.HasElements)
            return $"View<{(parameter.Type == ExprDataType.Bool ? "byte" : parameter.Keyword)}>(buffers.Data[{index}]!)";
        return parameter.Type == ExprDataType.Single ? $"BitConverter.Int32BitsToSingle(data[{index}].Bits)" : $"data[{index}].Bits";
    }

    private static void WriteUsings(SourceWriter writer, IEnumerable<string> names)
    {
        writer.Line("#nullable enable");
        foreach (var name in names.Distinct())
            writer.Line($"using {name};");
        // ILGPU has a type of that name too.
        writer.Line("using Half = System.Half;\n");
    }
}
