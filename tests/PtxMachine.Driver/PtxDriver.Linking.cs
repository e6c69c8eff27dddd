using System.Runtime.InteropServices;
using System.Text;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.PtxMachine.Driver;

/// <summary>Linking, which wraps the text, and tensor maps, which are the machine's.</summary>
internal sealed unsafe partial class PtxDriver
{
    public override CudaResult LinkCreate(uint optionCount, CudaJitOption* options, void** values, out nint state)
    {
        nint created = 0;
        var result = InContext(_ =>
        {
            _links.Add(created = ++_lastHandle, (new StringBuilder(), 0));
            return CudaResult.Success;
        });
        state = created;
        return result;
    }

    public override CudaResult LinkAddPtx(nint state, void* ptx, ulong bytes, byte* name) => InContext(_ =>
    {
        var text = Encoding.UTF8.GetString(new ReadOnlySpan<byte>(ptx, (int)bytes)).TrimEnd('\0');
        if (!_links.TryGetValue(state, out var link))
            return CudaResult.InvalidHandle;
        if (Parse(text, 0, null, null) is null)
            return CudaResult.InvalidPtx;
        link.Ptx.Append(text);
        return CudaResult.Success;
    });

    public override CudaResult LinkComplete(nint state, out void* cubin, out ulong bytes)
    {
        nint memory = 0;
        ulong length = 0;
        var result = InContext(_ =>
        {
            if (!_links.TryGetValue(state, out var link))
                return CudaResult.InvalidHandle;
            var image = Encoding.UTF8.GetBytes(CubinMark + link.Ptx + '\0');
            memory = (nint)NativeMemory.Alloc((nuint)image.Length);
            image.CopyTo(new Span<byte>((void*)memory, image.Length));
            length = (ulong)image.Length;
            _links[state] = (link.Ptx, memory);
            return CudaResult.Success;
        });
        cubin = (void*)memory;
        bytes = length;
        return result;
    }

    public override CudaResult LinkDestroy(nint state) => InContext(_ =>
    {
        if (!_links.Remove(state, out var link))
            return CudaResult.InvalidHandle;
        NativeMemory.Free((void*)link.Cubin);
        return CudaResult.Success;
    });

    public override CudaResult TensorMapEncodeTiled(
        CudaTensorMap* map, CudaTensorElement element, uint rank, ulong address, ulong* lengths, ulong* strides, uint* box, uint* elementStrides,
        int interleave, CudaTensorSwizzle swizzle, CudaTensorPromotion promotion, int outOfBoundsFill)
    {
        if (Scripted() is not CudaResult.Success and var answer)
            return answer;
        var dimensions = (int)rank;
        if ((nuint)map % CudaTensorMap.Alignment != 0 || interleave != 0 || outOfBoundsFill != 0
            || new ReadOnlySpan<uint>(elementStrides, dimensions).ContainsAnyExcept(1u))
        {
            return CudaResult.InvalidValue;
        }
        try
        {
            var described = new PtxTensorMap(
                address,
                ElementBytes(element),
                [.. new ReadOnlySpan<long>(lengths, dimensions)],
                [.. new ReadOnlySpan<long>(strides, Math.Max(0, dimensions - 1))],
                [.. new ReadOnlySpan<int>(box, dimensions)],
                swizzle == CudaTensorSwizzle.None ? PtxSwizzle.None : (PtxSwizzle)(16 << (int)swizzle));
            described.ToBytes().CopyTo(new Span<byte>(map, CudaTensorMap.Bytes));
            return CudaResult.Success;
        }
        catch (ArgumentException)
        {
            return CudaResult.InvalidValue;
        }
    }

    private static int ElementBytes(CudaTensorElement element) => element switch
    {
        CudaTensorElement.UInt8 => 1,
        CudaTensorElement.UInt16 or CudaTensorElement.Float16 or CudaTensorElement.BFloat16 => 2,
        _ => 4,
    };
}
