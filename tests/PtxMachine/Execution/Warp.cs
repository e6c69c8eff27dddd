using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelGen.PtxMachine.Decoding;

namespace KernelGen.PtxMachine.Execution;

/// <summary>
/// 32 threads in lockstep. A register is 32 lanes in a row (a predicate one word of 32 bits), numbers in the text and special registers
/// lie behind them as lanes too, so every source of every instruction is an offset.
/// </summary>
internal sealed unsafe partial class Warp : IDisposable
{
    private readonly PtxProgram program;
    private readonly Operation[] operations;
    private readonly uint[] defined;
    private readonly long[] writeTimes;
    private readonly uint* slots;
    private readonly DivergenceStack stack;
    private Operation current = null!;

    public Warp(Block block, int index)
    {
        Block = block;
        Index = index;
        program = block.Launch.Program;
        operations = program.Operations;
        defined = new uint[program.Entry.Registers.Count];
        slots = (uint*)NativeMemory.AlignedAlloc((nuint)program.Layout.Words * sizeof(uint), 128);
        stack = new DivergenceStack(operations.Length);
        Copies = new CopyQueue(this);
        Clocks = new uint[block.Launch.WarpsPerBlock + 1];
        FencedClocks = new uint[Clocks.Length];
        Products = new ProductQueue(this);
        BulkReads = new BulkReads(this);
        Unrounded = block.Launch.Device.Contracts ? new UnroundedProducts(program) : null;
        writeTimes = new long[defined.Length];
        program.Layout.Initial.CopyTo(new Span<uint>(slots, program.Layout.Words));
    }

    public Block Block { get; }

    public int Index { get; }

    public CopyQueue Copies { get; }

    public ProductQueue Products { get; }

    public BulkReads BulkReads { get; }

    /// <summary>The products that may be left unrounded; null on a device where each operation rounds.</summary>
    public UnroundedProducts? Unrounded { get; }

    /// <summary>What this warp knows of the others' time, see <see cref="Memory.SharedShadow"/>.</summary>
    public uint[] Clocks { get; }

    /// <summary>What this warp knew at its last <c>fence.proxy.async</c>: of writes up to then, the asynchronous units know too.</summary>
    public uint[] FencedClocks { get; }

    /// <summary>Lanes that have a thread.</summary>
    public uint Threads { get; private set; }

    /// <summary>Lanes whose thread has not ended.</summary>
    public uint Live { get; private set; }

    public bool IsFinished => Live == 0;

    /// <summary>What the warp waits for; null when it can run.</summary>
    public string? Waiting { get; private set; }

    /// <summary>Set by an instruction that polls in vain: the other warps shall run.</summary>
    public bool HasYielded { get; set; }

    public Operation Current => current;

    public long Executed { get; private set; }

    /// <summary>Begins a block: no register is defined, all threads stand at the first instruction.</summary>
    public void Start()
    {
        var first = Index * 32;
        var count = Math.Min(32, Block.Launch.ThreadsPerBlock - first);
        Threads = Live = count == 32 ? uint.MaxValue : (1u << count) - 1;
        Array.Clear(defined);
        stack.Start(Threads);
        Copies.Clear();
        Products.Clear();
        BulkReads.Clear();
        Unrounded?.Clear();
        Array.Clear(FencedClocks);
        Waiting = null;
        HasYielded = false;
        Executed = 0;
        SpecialRegisters.Fill(this, program.Layout);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* Lanes(int slot) => slots + slot;

    /// <summary>Runs until the warp waits, has ended, or polls in vain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        HasYielded = false;
        var counts = Block.Profile.Executed;
        while (Waiting is null && !HasYielded && stack.TryTop(out var place, out var mask))
        {
            var operation = operations[place];
            current = operation;
            counts[place]++;
            if (operation.GuardRegister >= 0)
                mask = Guarded(operation, mask);
            stack.Advance();
            if (mask != 0)
                Execute(operation, mask);
        }
    }

    /// <summary>Faults unless every lane that runs here takes part.</summary>
    public void ExpectAllActive(uint mask)
    {
        var missing = stack.ActiveMask & ~mask;
        if (missing != 0)
            throw Fault(PtxFault.DivergentWarp, First(mask), $"the lanes do not agree about bra.uni: lane {First(missing)} goes on behind it.");
    }

    /// <summary>The lanes that run together now, whatever the instruction's guard.</summary>
    public uint ActiveMask => stack.ActiveMask;

    public void Branch(Branch branch, uint taken) => stack.Branch(branch, taken);

    public void Exit(uint mask)
    {
        Live &= ~mask;
        stack.Exit(mask);
    }

    public void Wait(string reason) => Waiting = reason;

    public void Resume() => Waiting = null;

    public void Dispose() => NativeMemory.AlignedFree(slots);

    private uint Guarded(Operation operation, uint mask)
    {
        if ((mask & ~defined[operation.GuardRegister]) != 0)
            throw Undefined(operation.GuardRegister, mask);
        return mask & (slots[operation.GuardSlot] ^ operation.GuardFlip);
    }

    private void Execute(Operation operation, uint mask)
    {
        if (operation.Convergence != Convergence.None)
            CheckConvergence(operation, mask);
        foreach (var register in operation.Reads)
        {
            if ((mask & ~defined[register]) != 0)
                throw Undefined(register, mask);
        }

        if (Products.IsBusy)
        {
            foreach (var register in operation.Writes)
                ExpectUnused(register, mask);
        }

        operation.Execute(this, mask);
        foreach (var register in operation.Writes)
        {
            defined[register] |= mask;
            writeTimes[register] = Executed;
            if (!operation.KeepsProducts)
                Unrounded?.Forget(register, mask);
        }

        if (++Executed > Block.Launch.Device.MaximumInstructionsPerWarp)
            throw Fault(PtxFault.Stopped, First(mask), $"the warp ran {Executed} instructions; is this loop endless?");
    }

    private void CheckConvergence(Operation operation, uint mask)
    {
        var needed = operation.Convergence == Convergence.FullWarp ? uint.MaxValue : Live;
        if (mask == needed)
            return;
        var missing = First(needed & ~mask);
        var isBarrier = operation is BarrierOperation;
        var state = (Threads >> missing & 1) == 0 ? "does not exist" : (Live >> missing & 1) == 0 ? "has ended" : "takes another way";
        throw Fault(
            isBarrier ? PtxFault.DivergentBarrier : PtxFault.DivergentWarp, First(mask),
            $"it needs every thread of the warp, but lane {missing} {state}.");
    }

    private PtxFaultException Undefined(int register, uint mask)
    {
        var (lane, name) = (First(mask & ~defined[register]), program.Entry.Registers[register].Name);
        return Products.IsComputing(register)
            ? Fault(PtxFault.UnfinishedProduct, lane, $"{name} is read while a wgmma computes it; wgmma.wait_group is missing.")
            : Fault(PtxFault.UndefinedRegister, lane, $"{name} is read, but was never written.");
    }

    private static int First(uint mask) => BitOperations.TrailingZeroCount(mask);
}
