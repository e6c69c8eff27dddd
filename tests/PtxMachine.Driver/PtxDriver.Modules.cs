using System.Runtime.InteropServices;
using System.Text;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Driver;

/// <summary>Modules, which are PTX text, or PTX text in a made-up wrapping that stands for compiled code; kernels and their launches.</summary>
internal sealed unsafe partial class PtxDriver
{
    // Stands before the text of what was "compiled".
    private const string CubinMark = "\u007fELF of the PTX machine\n";

    private readonly Dictionary<nint, (StringBuilder Ptx, nint Cubin)> _links = [];
    private readonly List<PtxLaunch> _launches = [];

    /// <summary>All launches so far, in order.</summary>
    public IReadOnlyList<PtxLaunch> Launches
    {
        get
        {
            lock (_gate)
                return [.. _launches];
        }
    }

    public override CudaResult ModuleLoadDataEx(out nint module, void* image, uint optionCount, CudaJitOption* options, void** values)
    {
        nint loaded = 0;
        var result = InContext(context =>
        {
            var text = Marshal.PtrToStringUTF8((nint)image)!;
            if (text.StartsWith('\u007f') && !text.StartsWith(CubinMark, StringComparison.Ordinal))
                return CudaResult.InvalidImage;
            if (Parse(text.Replace(CubinMark, "", StringComparison.Ordinal), optionCount, options, values) is not { } parsed)
                return CudaResult.InvalidPtx;
            context.Modules.Add(loaded = ++_lastHandle, parsed);
            return CudaResult.Success;
        });
        module = loaded;
        return result;
    }

    public override CudaResult ModuleUnload(nint module)
        => InContext(context => context.Modules.Remove(module) ? CudaResult.Success : CudaResult.InvalidHandle);

    public override CudaResult ModuleGetFunction(out nint function, nint module, byte* name)
    {
        nint found = 0;
        var result = InContext(context =>
        {
            if (!context.Modules.TryGetValue(module, out var parsed))
                return CudaResult.InvalidHandle;
            var entry = Marshal.PtrToStringUTF8((nint)name)!;
            if (!parsed.Entries.Contains(entry))
                return CudaResult.NotFound;
            context.Kernels.Add(found = ++_lastHandle, new PtxKernel(parsed, entry));
            return CudaResult.Success;
        });
        function = found;
        return result;
    }

    public override CudaResult FuncGetAttribute(out int value, CudaFunctionAttribute attribute, nint function)
    {
        var answer = 0;
        var result = InContext(context =>
        {
            if (!context.Kernels.TryGetValue(function, out var kernel))
                return CudaResult.InvalidHandle;
            answer = attribute switch
            {
                CudaFunctionAttribute.MaxThreadsPerBlock => 1024,
                CudaFunctionAttribute.Registers => RegistersOfThread,
                CudaFunctionAttribute.MaxDynamicSharedBytes => kernel.AllowedSharedBytes,
                _ => 0,
            };
            return CudaResult.Success;
        });
        value = answer;
        return result;
    }

    public override CudaResult FuncSetAttribute(nint function, CudaFunctionAttribute attribute, int value) => InContext(context =>
    {
        if (!context.Kernels.TryGetValue(function, out var kernel))
            return CudaResult.InvalidHandle;
        if (attribute != CudaFunctionAttribute.MaxDynamicSharedBytes || value > context.Machine.MaximumSharedBytes)
            return CudaResult.InvalidValue;
        kernel.AllowedSharedBytes = value;
        return CudaResult.Success;
    });

    public override CudaResult LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream,
        void** parameters, void** extra)
        => InStream(stream, context =>
        {
            if (!context.Kernels.TryGetValue(function, out var kernel))
                return CudaResult.InvalidHandle;
            if (sharedBytes > kernel.AllowedSharedBytes || Arguments(kernel, parameters) is not { } arguments)
                return CudaResult.InvalidValue;
            var grid = ((int)gridX, (int)gridY, (int)gridZ);
            var report = context.Machine.Launch(
                kernel.Module, kernel.Entry, grid, ((int)blockX, (int)blockY, (int)blockZ), (int)sharedBytes, arguments);
            _launches.Add(new PtxLaunch(context.Device, kernel.Entry, grid, (int)(blockX * blockY * blockZ), (int)sharedBytes, report) { Stream = stream });
            return CudaResult.Success;
        });

    // The host ends its array of pointers with null, so that too few and too many arguments show here; the real driver cannot tell.
    private static PtxArgument[]? Arguments(PtxKernel kernel, void** parameters)
    {
        var sizes = kernel.Module.ParameterBytes(kernel.Entry);
        var arguments = new PtxArgument[sizes.Count];
        for (var i = 0; i < sizes.Count; i++)
        {
            if (parameters[i] is null)
                return null;
            arguments[i] = new ReadOnlySpan<byte>(parameters[i], sizes[i]).ToArray();
        }
        return parameters[sizes.Count] is null ? arguments : null;
    }

    private static PtxModule? Parse(string text, uint optionCount, CudaJitOption* options, void** values)
    {
        try
        {
            return PtxModule.Parse(text);
        }
        catch (Exception exception) when (exception is PtxSyntaxException or NotSupportedException or FormatException)
        {
            WriteLog(exception.Message, optionCount, options, values);
            return null;
        }
    }

    private static void WriteLog(string message, uint optionCount, CudaJitOption* options, void** values)
    {
        var given = new ReadOnlySpan<CudaJitOption>(options, (int)optionCount);
        var (log, size) = (given.IndexOf(CudaJitOption.ErrorLogBuffer), given.IndexOf(CudaJitOption.ErrorLogBufferSizeBytes));
        if (log < 0 || size < 0)
            return;
        var room = new Span<byte>(values[log], (int)values[size]);
        var bytes = Encoding.UTF8.GetBytes(message + '\0');
        bytes.AsSpan(0, Math.Min(bytes.Length, room.Length)).CopyTo(room);
        room[^1] = 0;
        values[size] = (void*)Math.Min(bytes.Length, room.Length);
    }
}
