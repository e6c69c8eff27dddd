using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Tests;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>Random expressions as PTX, run on the interpreter, against the evaluator. Data is read in <see cref="Data.DataKernelTests"/>.</summary>
public sealed class ExpressionTests
{
    private const int Expressions = 120;
    private const int Points = 32;

    private static readonly ExprVariable[] s_variables = Enum.GetValues<ExprVariable>();

    [Fact]
    public void Integers_equal_the_evaluator() => Check((random, i) => random.Int(1 + i % 4), (expr, at) => (uint)Evaluator.Int(expr, at));

    [Fact]
    public void Floats_equal_the_evaluator() => Check((random, i) => random.Float(1 + i % 4), (expr, at) => Bits(Evaluator.Float(expr, at)));

    [Fact]
    public void Truths_equal_the_evaluator() => Check((random, i) => random.Bool(1 + i % 4), (expr, at) => Evaluator.Bool(expr, at) ? 1u : 0u);

    [Theory]
    [InlineData("(exp (float q))", -20, 20)]
    [InlineData("(log (float q))", 1, 400)]
    [InlineData("(tanh (/ (float q) 10f))", -40, 40)]
    public void Functions_come_within_a_few_last_places(string text, int from, int to)
    {
        var expr = ExprText.Parse(text);
        Bindings[] points = [.. Enumerable.Range(0, Points).Select(i => new Bindings { Query = from + (to - from) * i / (Points - 1) })];
        var actual = Run(expr, points);
        for (var i = 0; i < Points; i++)
        {
            var expected = Evaluator.Float(expr, points[i]);
            BitConverter.UInt32BitsToSingle(actual[i]).ShouldBe(expected, 3e-6 * Math.Max(1e-3, Math.Abs(expected)), $"{text} at {points[i].Query}");
        }
    }

    private static void Check(Func<RandomExprs, int, Expr> next, Func<Expr, Bindings, uint> expected)
    {
        var random = new RandomExprs(17, withScore: true, withFunctions: false);
        for (var i = 0; i < Expressions; i++)
        {
            var expr = next(random, i);
            Bindings[] points = [.. Enumerable.Range(0, Points).Select(_ => random.Point())];
            var actual = Run(expr, points);
            for (var lane = 0; lane < Points; lane++)
                actual[lane].ShouldBe(expected(expr, points[lane]), $"{expr} at {points[lane]}");
        }
    }

    // One thread for each point; NaN as one of its many.
    private static uint[] Run(Expr expr, Bindings[] points)
    {
        // Every operation rounds by itself, whatever the assembler likes to contract.
        var device = new PtxDevice { Contracts = true };
        var values = device.Allocate<uint>([.. points.SelectMany(Values)]);
        var results = device.Allocate(4 * points.Length);
        device.Launch(PtxModule.Parse(Emit(expr)), "evaluate", (1, 1, 1), (Points, 1, 1), 0, values, results);
        var bits = new uint[points.Length];
        device.Read<uint>(results, bits);
        return expr.Type == ExprType.Float ? [.. bits.Select(value => Bits(BitConverter.UInt32BitsToSingle(value)))] : bits;
    }

    private static string Emit(Expr expr)
    {
        var ptx = new PtxWriter();
        ptx.Entry("evaluate", $"{expr}", [new PtxParameter("values", PtxType.B64), new PtxParameter("results", PtxType.B64)], Points, () =>
        {
            PtxRegister thread = ptx.Register("thread", PtxType.B32), at = ptx.Register("at", PtxType.B64), to = ptx.Register("to", PtxType.B64);
            var registers = s_variables.ToDictionary(
                variable => variable, variable => ptx.Register($"{variable}", variable == ExprVariable.Score ? PtxType.F32 : PtxType.B32));
            ptx.Move(thread, PtxOperand.Special("tid.x"));
            ptx.LoadParameter(at, "values");
            ptx.MultiplyAddWide(at, thread, 4 * s_variables.Length, at);
            foreach (var variable in s_variables)
                ptx.LoadGlobal(variable == ExprVariable.Score ? "f32" : "b32", registers[variable], at, 4 * (int)variable);
            ptx.LoadParameter(to, "results");
            ptx.MultiplyAddWide(to, thread, 4, to);
            var expression = new PtxExpression(ptx, variable => registers[variable]);
            var result = ptx.Register("result", expr.Type == ExprType.Float ? PtxType.F32 : PtxType.B32);
            if (expr.Type == ExprType.Bool)
                ptx.Select(result, 1, 0, expression.Truth(expr));
            else
                ptx.Move(result, expression.Value(expr));
            ptx.StoreGlobal(to, 0, result);
            ptx.Return();
        });
        return ptx.Module("An expression.");
    }

    private static IEnumerable<uint> Values(Bindings at) => s_variables.Select(variable => variable switch
    {
        ExprVariable.Query => (uint)at.Query,
        ExprVariable.Key => (uint)at.Key,
        ExprVariable.QueryLength => (uint)at.QueryLength,
        ExprVariable.KeyLength => (uint)at.KeyLength,
        ExprVariable.QueryOffset => (uint)at.QueryOffset,
        ExprVariable.Batch => (uint)at.Batch,
        ExprVariable.Head => (uint)at.Head,
        ExprVariable.KeyHead => (uint)at.KeyHead,
        ExprVariable.QueryHeads => (uint)at.QueryHeads,
        _ => BitConverter.SingleToUInt32Bits(at.Score),
    });

    private static uint Bits(float value) => float.IsNaN(value) ? 0x7fffffffu : BitConverter.SingleToUInt32Bits(value);
}
