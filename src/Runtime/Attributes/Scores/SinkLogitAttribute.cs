namespace KernelGen;

/// <summary>
/// A learned sink: the softmax of every row has one more key, whose logit is <c>sink[head]</c> and which has no value, so that a head can
/// attend to nothing: <c>O = sum_k exp(logit_k) V_k / (exp(sink[head]) + sum_k exp(logit_k))</c>. <c>ReadOnlySpan&lt;float&gt; sink</c>, one
/// number per query head, becomes a parameter of Forward and Reference. It is not scaled, capped or masked, and no score function sees it.
/// The log-sum-exp counts it; a row with no allowed key has O = 0 and the sink as its log-sum-exp (gpt-oss, arXiv 2508.10925; with zeros,
/// "Attention Is Off By One", E. Miller 2023).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SinkLogitAttribute : Attribute;
