namespace KernelGen.Tuner.Drawing;

/// <summary>
/// Capital letters, digits and signs of 3 x 5 pixels, for the few words in a PNG. A row of a character is an octal digit, whose highest
/// bit is the left pixel.
/// </summary>
internal static class PixelFont
{
    /// <summary>Pixels across.</summary>
    public const int Width = 3;

    /// <summary>Pixels down.</summary>
    public const int Height = 5;

    private const string Glyphs =
        "A25755 B65656 C34443 D65556 E74647 F74644 G34553 H55755 I72227 J11152 K55655 L44447 M57755 N65555 O25552 P65644 Q25563 R65655 "
        + "S34216 T72222 U55557 V55552 W55775 X55255 Y55222 Z71247 075557 126227 271747 371317 455711 574717 674757 771111 875757 975717 "
        + ".00002 ,00024 :02020 ;02024 %51245 /11244 -00700 +02720 =07070 _00007 *05250 (12221 )42224 [32223 ]62226 <12421 >42124 !22202 "
        + "?71202 &25253 |22222 ^25000 ~03600";

    private static readonly Dictionary<char, string> s_glyphs = Glyphs.Split(' ').ToDictionary(glyph => glyph[0], glyph => glyph[1..]);

    /// <summary>Whether a character has ink at a pixel. Small letters look like capitals, unknown characters like question marks.</summary>
    public static bool IsInk(char character, int x, int y)
    {
        if (character == ' ')
            return false;
        var rows = s_glyphs.GetValueOrDefault(char.ToUpperInvariant(character)) ?? s_glyphs['?'];
        return ((rows[y] - '0') >> (Width - 1 - x) & 1) != 0;
    }
}
