using KernelGen.Planning;

namespace KernelGen.Runtime.Tests.Planning;

/// <summary>A mask from a lambda, counting how often it is asked.</summary>
internal sealed class CountingClassifier(Func<Interval, Interval, MaskScope, Truth> mask, bool perHead = false, bool perKeyHead = false) : TileClassifier
{
    public long Asked { get; private set; }

    public override bool DependsOnHead => perHead || perKeyHead;

    public override bool DependsOnQueryHead => perHead;

    public override Truth Classify(Interval q, Interval k, in MaskScope scope)
    {
        Asked++;
        return mask(q, k, scope);
    }

    public static CountingClassifier Everything() => new((_, _, _) => Truth.True);

    public static CountingClassifier Nothing() => new((_, _, _) => Truth.False);

    public static CountingClassifier Causal() => new((q, k, _) => k <= q);

    public static CountingClassifier Window(int left) => new((q, k, _) => Kleene.All(k <= q, q - k <= left));
}
