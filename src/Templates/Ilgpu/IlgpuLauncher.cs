using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// Writes the members that launch the kernels of a spec: the variants, and <c>Run</c>, which finds the compiled kernels and the uploaded plan of an
/// accelerator and puts the launches into a stream.
/// </summary>
internal static class IlgpuLauncher
{
    public static void Emit(
        SourceWriter writer, AttentionSpec spec, (string Compiled, string? Cuda) expressions, IReadOnlyList<IlgpuNames> prefill, IlgpuNames? decode,
        IReadOnlyList<TunedChoiceText> choices)
    {
        EmitVariants(writer, spec, prefill, decode, choices);
        EmitRun(writer, spec, expressions.Compiled, expressions.Cuda is not null);
        writer.Line("/// <summary>Which variant would run for a shape, and why.</summary>");
        writer.Line("public static SelectionReport Explain(Accelerator accelerator, AttentionShape shape, AttentionOptions? options)");
        writer.Line("    => s_devices.GetValue(accelerator, static one => new Device(one)).Selector.Explain(shape, options);\n");
        EmitCopies(writer);
        EmitDevice(writer, spec, expressions, prefill, decode, choices.Count > 0);
        if (expressions.Cuda is { } kernels)
            IlgpuHandover.EmitConstruction(writer, kernels);
        IlgpuDeviceText.Emit(writer);
    }

    // The purpose of a stream's memory that holds the parts of decoding; those from 0 on are data parameters.
    private const int Parts = -1;

    private static string View(ElementType element) => $"ArrayView<{IlgpuTemplate.ElementName(element)}>";

    private static void EmitVariants(
        SourceWriter writer, AttentionSpec spec, IReadOnlyList<IlgpuNames> prefill, IlgpuNames? decode, IReadOnlyList<TunedChoiceText> choices)
    {
        writer.Line("private static readonly IlgpuVariant[] s_variants =");
        writer.Line("[");
        using (writer.Indent("];"))
        {
            foreach (var names in prefill)
                writer.Line($"{New(spec, names)},");
        }
        if (decode is not null)
            writer.Line($"\nprivate static readonly IlgpuVariant s_decode = {New(spec, decode)};");
        if (choices.Count > 0)
        {
            writer.Line("\n// What was measured, from tuning-db/ when this was built.\nprivate static readonly TunedChoice[] s_choices =\n[");
            using (writer.Indent("];"))
            {
                foreach (var choice in choices)
                    writer.Line($"new TunedChoice({CompiledSpecTemplate.Quote(choice.DeviceKey)}, {CompiledSpecTemplate.Quote(choice.Bucket)}, {CompiledSpecTemplate.Quote(choice.VariantId)}),");
            }
        }
        writer.Line("\n// An accelerator that is collected takes its entry along.\nprivate static readonly ConditionalWeakTable<Accelerator, Device> s_devices = new();\n");
    }

    private static string New(AttentionSpec spec, IlgpuNames n)
        => FormattableString.Invariant(
            $"new IlgpuVariant(\"{n.Config.Id}\", {IlgpuKernelTemplate.EmitterVersion}, {n.Config.QueryTile}, {n.Config.KeyTile}, {n.Config.Threads}, {n.Config.Rows}, {IlgpuFeasibility.SharedBytes(spec, n.Config)}, {IlgpuFeasibility.Registers(spec, n.Config)})");


    private static void EmitRun(SourceWriter writer, AttentionSpec spec, string compiled, bool handsOver)
    {
        var (view, output) = (View(spec.Precision), View(spec.OutputPrecision));
        var lse = spec.WritesLse ? " ArrayView<float> lse, bool writesLse," : "";
        writer.Line("/// <summary>Checks the arguments and launches; returns before the kernels have run. <c>items</c> are the data as the host sees them.</summary>");
        writer.Line("public static unsafe void Run(");
        using (writer.Indent())
            writer.Line($"AcceleratorStream stream, {view} q, {view} k, {view} v, {output} o,{lse} AttentionShape shape, AttentionStrides? strides, AttentionOptions? options, DataItem* items{IlgpuData.RunParameters(spec)})");
        using (writer.Block())
        {
            writer.Line($$"""
                var call = GpuCall.Create({{compiled}}, shape, strides, q.Length, k.Length, v.Length, o.Length, {{(spec.WritesLse ? "writesLse ? lse.Length : -1" : "-1")}}, new CallData(items, {{spec.Data.Count}}));
                var accelerator = stream.Accelerator;
                var device = s_devices.GetValue(accelerator, static one => new Device(one));
                if (!call.IsEmpty)
                {
                    // Without keys, the kernels read nothing; but ILGPU wants views of something.
                    if (call.Shape.KeyLength == 0)
                        (k, v) = (q, q);
                    call = call.WithAddresses(Address(q) | Address(k) | Address(v));
                }
                int variant = device.Selector.Select(in call, options);
                if (call.IsEmpty)
                    return;
                """);
            if (handsOver)
                IlgpuHandover.EmitLaunch(writer, spec);
            writer.Line("// One launch at a time on an accelerator: what is looked up cannot be freed before it is used.");
            using (writer.Block("lock (device)"))
            {
                IlgpuData.EmitPlacement(writer, spec);
                writer.Line($"device.Launch(stream, in call, variant, q, k, v, o{(spec.WritesLse ? ", writesLse ? lse : device.NoLse" : "")}{IlgpuNames.DataArguments(spec)});");
            }
        }
        writer.Line();
    }

    private static void EmitCopies(SourceWriter writer) => writer.Line("""
        // Where a view begins, in memory and in its buffer: an OpenCL buffer has a handle in place of an address, and the device aligns it.
        private static long Address<T>(ArrayView<T> view)
            where T : unmanaged
            => view.LoadEffectiveAddressAsPtr().ToInt64() | Index(view);

        private static long Index<TView>(TView view)
            where TView : IContiguousArrayView
            => view.IndexInBytes;

        /// <summary>A buffer with the elements of a span, or with one 0 where there are none.</summary>
        public static MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(AcceleratorStream stream, ReadOnlySpan<T> span)
            where T : unmanaged
        {
            var buffer = stream.Accelerator.Allocate1D<T>(Math.Max(1, span.Length));
            if (span.IsEmpty)
                buffer.View.BaseView.MemSetToZero(stream);
            else
                buffer.View.BaseView.CopyFromCPU(stream, span);
            return buffer;
        }

        /// <summary>Waits for the stream and copies the first elements of a view.</summary>
        public static void Download<T>(AcceleratorStream stream, ArrayView<T> view, Span<T> span)
            where T : unmanaged
        {
            if (!span.IsEmpty)
                view.SubView(0L, (long)span.Length).CopyToCPU(stream, span);
            stream.Synchronize();
        }

        """);

    private static void EmitDevice(
        SourceWriter writer, AttentionSpec spec, (string Compiled, string? Cuda) expressions, IReadOnlyList<IlgpuNames> prefill, IlgpuNames? decode,
        bool hasChoices)
    {
        EmitDelegates(writer, "Prefill", IlgpuKernelTemplate.Parameters(prefill[0]));
        if (decode is not null)
        {
            EmitDelegates(writer, "Decode", IlgpuKernelTemplate.Parameters(decode));
            EmitDelegates(writer, "Merge", IlgpuDecode.MergeParameters(decode));
        }
        writer.Line("// What is kept for one accelerator: kernels from their first use on, and plans. What an accelerator owns is freed with it at the latest.");
        using (writer.Block("private sealed class Device(Accelerator accelerator)"))
        {
            writer.Line($"public readonly IlgpuSelector Selector = new({expressions.Compiled}, s_variants, {(decode is null ? "null" : "s_decode")}, {(hasChoices ? "s_choices" : "[]")}, Describe(accelerator){(expressions.Cuda is null ? "" : ", CudaKernelsOf(accelerator)")});\n");
            for (var i = 0; i < prefill.Count; i++)
                writer.Line($"private PrefillLauncher? _prefill{i};");
            if (decode is not null)
            {
                writer.Line("""
                    private DecodeLauncher? _decode;
                    private MergeLauncher? _merge;
                    """);
            }
            if (NeedsMemory(spec, decode))
                writer.Line("private readonly ConditionalWeakTable<AcceleratorStream, StreamMemory> _memory = new();");
            writer.Line("private readonly GpuPlans<MemoryBuffer1D<int, Stride1D.Dense>> _plans = new();");
            if (spec.WritesLse)
                writer.Line("private MemoryBuffer1D<float, Stride1D.Dense>? _noLse;\n\n// ILGPU wants a view of something even where nothing is written.\npublic ArrayView<float> NoLse => (_noLse ??= accelerator.Allocate1D<float>(1)).View;");
            EmitLaunch(writer, spec, prefill, decode);
            IlgpuData.EmitPlace(writer, spec);
            EmitPlan(writer);
            EmitLoad(writer, prefill, decode);
        }
        if (NeedsMemory(spec, decode))
            EmitMemory(writer);
        writer.Line();
    }

    private static void EmitDelegates(SourceWriter writer, string name, string parameters) => writer.Line($"""
        private delegate void {name}Kernel({parameters});

        private delegate void {name}Launcher(AcceleratorStream stream, KernelConfig config, {parameters});

        """);

    private static void EmitLaunch(SourceWriter writer, AttentionSpec spec, IReadOnlyList<IlgpuNames> prefill, IlgpuNames? decode)
    {
        var (view, output) = (View(spec.Precision), View(spec.OutputPrecision));
        var lse = spec.WritesLse ? ", ArrayView<float> lse" : "";
        var lseArgument = spec.WritesLse ? ", lse" : "";
        var data = IlgpuNames.DataArguments(spec);
        writer.Line();
        using (writer.Block($"public void Launch(AcceleratorStream stream, in GpuCall call, int variant, {view} q, {view} k, {view} v, {output} o{lse}{IlgpuNames.DataParameters(spec)})"))
        {
            if (decode is not null)
            {
                using (writer.Block("if (variant == IlgpuSelector.DecodeKernel)"))
                {
                    writer.Line($$"""
                        var (shares, groups, merges) = call.Decode(s_decode, accelerator.NumMultiprocessors);
                        var parts = _memory.GetOrCreateValue(stream).Of<float>(accelerator, {{Parts}}, (long)groups * ({{decode.Config.QueryTile}} * {{spec.ValueHeadDim + 2}}));
                        var keys = Plan(stream, in call, call.PlanKey(s_decode, isDecode: true));
                        _decode ??= Load<DecodeLauncher>({{IlgpuLanes.Kernel(decode, "DecodeKernel")}}, {{IlgpuDecode.ClassName}}.Threads);
                        _merge ??= Load<MergeLauncher>((MergeKernel)IlgpuMerge.Run, IlgpuMerge.Threads);
                        _decode(stream, new KernelConfig(groups, {{IlgpuDecode.ClassName}}.Threads), q, k, v, parts, keys, shares{{data}});
                        _merge(stream, new KernelConfig(merges, IlgpuMerge.Threads), parts, o{{lseArgument}}, shares);
                        return;
                        """);
                }
            }
            writer.Line("""
                var (launch, tiles) = call.Prefill(s_variants[variant]);
                var plan = Plan(stream, in call, call.PlanKey(s_variants[variant], isDecode: false));
                Prefill(variant)(stream, new KernelConfig(tiles, s_variants[variant].Threads), q, k, v, o<lse>, plan, launch<data>);
                """.Replace("<lse>", lseArgument).Replace("<data>", data));
        }
    }

    private static void EmitPlan(SourceWriter writer) => writer.Line("""

        private ArrayView<int> Plan(AcceleratorStream stream, in GpuCall call, in GpuPlanKey key)
        {
            if (_plans.Find(in key) is { } found)
                return found.View;
            int[] plan = call.BuildPlan(in key);
            var buffer = accelerator.Allocate1D(stream, plan);
            // Other streams may use the plan next.
            stream.Synchronize();
            return _plans.Keep(in key, buffer, (long)plan.Length * sizeof(int)).View;
        }
        """);

    private static void EmitLoad(SourceWriter writer, IReadOnlyList<IlgpuNames> prefill, IlgpuNames? decode)
    {
        writer.Line();
        using (writer.Block("private PrefillLauncher Prefill(int variant) => variant switch", "};"))
        {
            for (var i = 0; i < prefill.Count; i++)
            {
                var name = prefill[i].Config.ClassName;
                writer.Line($"{(i < prefill.Count - 1 ? $"{i}" : "_")} => _prefill{i} ??= Load<PrefillLauncher>({IlgpuLanes.Kernel(prefill[i], "PrefillKernel")}, {name}.Threads),");
            }
        }
        if (prefill.Append(decode).Any(names => names is { Config.RowsAreInWarps: true }))
            writer.Line("\n// Whether warps have 32 threads and shuffles.\nprivate bool HasWarps => accelerator.AcceleratorType == AcceleratorType.Cuda;");
        writer.Line("""

            private TLauncher Load<TLauncher>(Delegate kernel, int threads)
                where TLauncher : Delegate
                => accelerator.LoadKernel<TLauncher>(kernel.Method, new KernelSpecialization(threads, null));
            """);
    }

    private static bool NeedsMemory(AttentionSpec spec, IlgpuNames? decode) => decode is not null || spec.Data.Any(parameter => parameter.HasElements);

    private static void EmitMemory(SourceWriter writer) => writer.Line("""

        // Memory for a stream's launches, one call after another in the same place: the parts of decoding, and data that the host gave.
        private sealed class StreamMemory
        {
            private readonly Dictionary<int, MemoryBuffer1D<byte, Stride1D.Dense>> _buffers = [];

            public ArrayView<T> Of<T>(Accelerator accelerator, int purpose, long elements)
                where T : unmanaged
            {
                long bytes = Math.Max(1, elements) * Interop.SizeOf<T>();
                if (!_buffers.TryGetValue(purpose, out var buffer) || buffer.Length < bytes)
                {
                    buffer?.Dispose();
                    buffer = _buffers[purpose] = accelerator.Allocate1D<byte>(bytes);
                }
                return buffer.View.BaseView.Cast<T>().SubView(0L, Math.Max(1, elements));
            }
        }
        """);
}
