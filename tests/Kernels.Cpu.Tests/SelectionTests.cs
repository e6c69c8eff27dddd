using KernelGen.Kernels.Cases;
using KernelGen.Templates.Specs;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>The fast selection leaves no value of any dimension out, and a case's text is the case.</summary>
public sealed class SelectionTests
{
    private static IReadOnlyList<KernelCase> Fast => FastSelection.Cases;

    [Fact]
    public void Every_length_occurs_on_both_sides()
    {
        Dimensions.Lengths.Except(Fast.Select(test => test.Shape.QueryLength)).ShouldBeEmpty();
        Dimensions.Lengths.Except(Fast.Select(test => test.Shape.KeyLength)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_head_size_and_every_group_occurs()
    {
        Dimensions.HeadSizes.Except(Fast.Select(test => (test.Spec.HeadDim, test.Spec.ValueHeadDim))).ShouldBeEmpty();
        Dimensions.Heads.Except(Fast.Select(test => (test.Shape.QueryHeads, test.Shape.KeyHeads))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_precision_meets_every_layout_and_every_logit_scale()
    {
        foreach (var precision in Enum.GetValues<ElementType>())
        {
            var cases = Fast.Where(test => test.Spec.Precision == precision).ToList();
            Enum.GetValues<TensorLayout>().Except(cases.Select(test => test.Layout)).ShouldBeEmpty();
            Dimensions.LogitScales.Except(cases.Select(test => test.LogitScale)).ShouldBeEmpty();
            Enum.GetValues<Poison>().Except(cases.Select(test => test.Poison)).ShouldBeEmpty();
            Enum.GetValues<Alignment>().Except(cases.Select(test => test.Spec.Alignment)).ShouldBeEmpty();
            cases.ShouldContain(test => test.Spec.WritesLse);
        }
    }

    [Fact]
    public void Every_mask_soft_cap_and_query_offset_occurs()
    {
        Enum.GetValues<MaskKind>().Except(Fast.Select(test => test.Spec.Mask)).ShouldBeEmpty();
        Dimensions.Softcaps.Except(Fast.Select(test => test.Spec.Softcap)).ShouldBeEmpty();
        Dimensions.QueryOffsets.Except(Fast.Select(test => test.Shape.QueryOffset)).ShouldBeEmpty();
    }

    [Fact]
    public void Rows_without_any_allowed_key_occur_between_others()
        => Fast.ShouldContain(test => test.Shape.KeyLength > 0
            && Enumerable.Range(0, test.Shape.QueryLength).Select(row => Sees(test, row)).Distinct().Count() == 2);

    [Fact]
    public void Decoding_occurs_with_one_query_and_with_a_few_in_front_of_many_keys()
    {
        Fast.ShouldContain(test => test.Shape.QueryLength == 1 && test.Shape.KeyLength > 2000);
        Fast.ShouldContain(test => test.Shape.QueryLength > 1 && test.Shape.QueryLength <= 16 && test.Shape.KeyLength > 1000);
    }

    [Fact]
    public void A_case_survives_its_one_line_form()
    {
        foreach (var test in FullSelection.Cases)
            KernelCase.Parse(test.ToString()).ShouldBe(test);
    }

    [Fact]
    public void A_text_that_is_no_case_is_refused()
        => Should.Throw<FormatException>(() => KernelCase.Parse("Float32 d=64")).Message.ShouldContain("Float32 d=64");

    private static bool Sees(KernelCase test, int row)
        => Enumerable.Range(0, test.Shape.KeyLength).Any(key => test.Allowed(row, key));
}
