using System.Reflection;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>How many locals of each type a kernel keeps for a thread while it waits, and where its arguments lie among them.</summary>
internal sealed class FrameLayout
{
    private static readonly MethodInfo AllocatePinned =
        typeof(FrameLayout).GetMethod(nameof(Pinned), BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly List<Type> types = [];
    private readonly List<int> counts = [];
    private readonly List<FrameSlot> arguments = [];

    public int CountOf(int array) => counts[array];

    public Type TypeOf(int array) => types[array];

    public int ArrayCount => types.Count;

    public FrameSlot Add(Type type)
    {
        var array = types.IndexOf(type);
        if (array < 0)
        {
            array = types.Count;
            types.Add(type);
            counts.Add(0);
        }

        return new FrameSlot(array, counts[array]++);
    }

    public void AddArgument(FrameSlot slot) => arguments.Add(slot);

    public Array[] Allocate(int threadCount) =>
        [.. types.Select((type, i) => (Array)AllocatePinned.MakeGenericMethod(type).Invoke(null, [counts[i] * threadCount])!)];

    public Array[] Template(object[] values)
    {
        Array[] template = [.. types.Select((type, i) => Array.CreateInstance(type, counts[i]))];
        for (var i = 0; i < values.Length; i++)
            template[arguments[i].Array].SetValue(values[i], arguments[i].Index);
        return template;
    }

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);
}

internal readonly record struct FrameSlot(int Array, int Index);
