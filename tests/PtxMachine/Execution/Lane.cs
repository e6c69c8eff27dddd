using System.Runtime.CompilerServices;

namespace KernelGen.PtxMachine.Execution;

/// <summary>One lane's value among a register's words; values of 16 bits lie in the low half of a word whose high half is zero.</summary>
internal static unsafe class Lane
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(uint* words, int lane)
        where T : unmanaged => sizeof(T) == 8 ? ((T*)words)[lane] : *(T*)(words + lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set<T>(uint* words, int lane, T value)
        where T : unmanaged
    {
        if (sizeof(T) == 8)
        {
            ((T*)words)[lane] = value;
            return;
        }

        if (sizeof(T) < 4)
            words[lane] = 0;
        *(T*)(words + lane) = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong GetBits(uint* words, int lane, bool isWide) => isWide ? ((ulong*)words)[lane] : words[lane];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetBits(uint* words, int lane, bool isWide, ulong value)
    {
        if (isWide)
            ((ulong*)words)[lane] = value;
        else
            words[lane] = (uint)value;
    }
}
