namespace QuickStart;

/// <summary>Something that computes a workload's attention, or the share of it that is enough to say how fast it is.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Flops">Floating-point operations of one run.</param>
/// <param name="Run">One run.</param>
internal sealed record Contender(string Name, double Flops, Action Run);
