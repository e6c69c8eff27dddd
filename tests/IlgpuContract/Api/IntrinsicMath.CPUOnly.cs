namespace ILGPU;

/// <summary>
/// Only what ILGPU's core turns into instructions of a GPU: its Exp, Log and Pow need the Algorithms package, so they are absent here.
/// </summary>
public static partial class IntrinsicMath
{
    public static class CPUOnly
    {
        public static float Rcp(float value) => 1f / value;

        public static double Rcp(double value) => 1d / value;

        public static bool IsNaN(float value) => float.IsNaN(value);

        public static bool IsNaN(double value) => double.IsNaN(value);

        public static bool IsInfinity(float value) => float.IsInfinity(value);

        public static bool IsInfinity(double value) => double.IsInfinity(value);

        public static float Sqrt(float value) => MathF.Sqrt(value);

        public static double Sqrt(double value) => Math.Sqrt(value);

        public static float Rsqrt(float value) => 1f / MathF.Sqrt(value);

        public static float Sin(float value) => MathF.Sin(value);

        public static float Cos(float value) => MathF.Cos(value);

        public static float Tanh(float value) => MathF.Tanh(value);

        public static float Exp2(float value) => MathF.Pow(2f, value);

        public static float Log2(float value) => MathF.Log2(value);

        public static float Floor(float value) => MathF.Floor(value);

        public static double Floor(double value) => Math.Floor(value);

        public static float Ceiling(float value) => MathF.Ceiling(value);

        public static double Ceiling(double value) => Math.Ceiling(value);
    }
}
