namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>Loads, stores, asynchronous copies, branches and barriers. PTX ISA, chapter 9.7.</summary>
internal sealed partial class PtxWriter
{
    /// <summary>A parameter of the kernel.</summary>
    public void LoadParameter(PtxRegister to, string name)
        => Emit($"ld.param.{(to.Type == PtxType.F32 ? "f32" : to.Type == PtxType.B64 ? "u64" : "u32")}", to, $"[{name}]");

    /// <summary>The global address of a generic one.</summary>
    public void ToGlobal(PtxRegister to, PtxOperand from) => Emit("cvta.to.global.u64", to, from);

    /// <summary>The address of the shared memory.</summary>
    public void SharedAddress(PtxRegister to) => Emit("mov.u32", to, Shared);

    /// <summary>A value of global memory.</summary>
    /// <param name="type">How it is stored: <c>b16 u8 s8 u16 s16 b32 f32</c>.</param>
    /// <param name="to">Where to.</param>
    /// <param name="at">The address.</param>
    /// <param name="offset">Bytes after it.</param>
    public void LoadGlobal(string type, PtxRegister to, PtxRegister at, int offset = 0) => Emit($"ld.global.{type}", to, Address(at, offset));

    /// <summary>Two neighbours of 32 bits of global memory, which lie on a multiple of 8 bytes.</summary>
    public void LoadGlobalPair(PtxRegister first, PtxRegister second, PtxRegister at, int offset = 0)
        => Emit($"ld.global.v2.{Plain(first)}", Vector([first, second]), Address(at, offset));

    /// <summary>Writes to global memory.</summary>
    public void StoreGlobal(PtxRegister at, int offset, PtxRegister value) => Emit($"st.global.{Plain(value)}", Address(at, offset), value);

    /// <summary>Writes 16 bytes to global memory.</summary>
    public void StoreGlobal(PtxRegister at, int offset, IReadOnlyList<PtxRegister> four) => Emit("st.global.v4.b32", Address(at, offset), Vector(four));

    /// <summary>Writes two neighbours of 32 bits to global memory, on a multiple of 8 bytes.</summary>
    public void StoreGlobalPair(PtxRegister at, int offset, PtxRegister first, PtxRegister second)
        => Emit($"st.global.v2.{Plain(first)}", Address(at, offset), Vector([first, second]));

    /// <summary>A value of shared memory.</summary>
    public void LoadShared(PtxRegister to, PtxRegister at, int offset = 0) => Emit($"ld.shared.{Plain(to)}", to, Address(at, offset));

    /// <summary>Two neighbours of 32 bits of shared memory, which lie on a multiple of 8 bytes.</summary>
    public void LoadSharedPair(PtxRegister first, PtxRegister second, PtxRegister at, int offset)
        => Emit($"ld.shared.v2.{Plain(first)}", Vector([first, second]), Address(at, offset));

    /// <summary>Writes to shared memory.</summary>
    public void StoreShared(PtxRegister at, int offset, PtxRegister value) => Emit($"st.shared.{Plain(value)}", Address(at, offset), value);

    /// <summary>Writes 16 bytes to shared memory.</summary>
    public void StoreShared(PtxRegister at, int offset, IReadOnlyList<PtxRegister> four) => Emit("st.shared.v4.b32", Address(at, offset), Vector(four));

    /// <summary>
    /// Copies 4, 8 or 16 bytes from global to shared memory in the background, zeros after the first <paramref name="bytes"/> (PTX 7.0, sm_80). Only
    /// those of 16 pass the first cache by.
    /// </summary>
    public void CopyAsync(int width, PtxRegister to, int toOffset, PtxRegister from, int fromOffset, PtxOperand bytes)
    {
        Require(7, 0, 80);
        Emit($"cp.async.{(width == 16 ? "cg" : "ca")}.shared.global", Address(to, toOffset), Address(from, fromOffset), width, bytes);
    }

    /// <summary>Closes the group of the copies since the last one.</summary>
    public void CommitCopies() => Emit("cp.async.commit_group");

    /// <summary>Waits until at most <paramref name="groups"/> of this thread's latest groups are under way.</summary>
    public void WaitForCopies(int groups) => Emit("cp.async.wait_group", groups);

    /// <summary>All threads of the block come here before one goes on.</summary>
    public void Barrier() => Emit("bar.sync", 0);

    /// <summary>A barrier that tells every thread whether one of them brought true.</summary>
    public void BarrierAny(PtxRegister to, PtxRegister predicate) => Emit("bar.red.or.pred", to, 0, predicate);

    /// <summary>All threads of the warp come here before one goes on, and see what the others wrote.</summary>
    public void WarpBarrier() => Emit("bar.warp.sync", -1);

    /// <summary>Goes on at a label.</summary>
    public void Branch(PtxLabel label) => Emit("bra", label.Name);

    /// <summary>Ends the thread.</summary>
    public void Return() => Emit("ret");
}
