using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>A tensor whose rows end before the keys do, as one that lies on a device may where nobody can ask: what is outside is 0, and nobody reads it.</summary>
public sealed unsafe class ShortTensorTests
{
    private const int Rows = 64, Keys = 128, Short = 100;

    [Fact]
    public void Keys_behind_the_last_element_of_a_row_have_no_bias_and_no_element_of_the_next_row()
    {
        var test = KernelCase.Parse($"Float16 d=16 v=16 mask=None cap=0 align=TopLeft lse=True b=1 hq=1 hkv=1 nq={Rows} nk={Keys} offset=0 logits=1 poison=None layout=Bhnd");
        using var data = new CaseData(test);
        var spec = SpecFactory.Create(test.Spec) with { Score = TensorPatterns.Bias(), Data = new DataList([TensorPatterns.BiasData]) };
        var module = new WgmmaModule(spec, SpecCompiler.Compile(spec, "Short", []), [new WgmmaConfig(64, 64, 1, 2)]);
        Run(module, data, Short).ShouldBe(Run(module, data, Keys));
    }

    private static double[] Run(WgmmaModule module, CaseData data, int columns)
    {
        float[] bias = [.. Enumerable.Range(0, Rows * columns).Select(i => i % columns < Short ? MathF.Sin(i / columns + 3 * (i % columns)) : 0)];
        using var output = data.NewOutput(TensorElement.OfOutput(ElementType.Float16));
        fixed (float* elements = bias)
        {
            var item = DataItem.Of(elements, [Rows, columns], [columns, 1]);
            module.Run(new PtxDevice(), module.Configs[0], data.Call(output, null) with { Data = new CallData(&item, 1) }, sectionHeads: 1);
        }
        return output.ToArray();
    }
}
