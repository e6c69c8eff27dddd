namespace KernelGen.PtxMachine.Parsing;

/// <summary>Reads a module: its directives, its variables and its entries.</summary>
internal sealed class ModuleParser(string text)
{
    private readonly TokenReader reader = new(text);
    private readonly Scope scope = new(null);
    private readonly DeclarationParser declarations = new();

    public List<PtxEntry> Entries { get; } = [];

    public List<PtxVariable> Variables { get; } = [];

    public string Version { get; private set; } = "";

    public string Target { get; private set; } = "";

    public void Parse()
    {
        while (!reader.IsAtEnd)
            ParseItem();
        if (Version.Length == 0 || Target.Length == 0)
            throw new PtxSyntaxException(1, "a module begins with .version and .target.");
    }

    private void ParseItem()
    {
        var directive = reader.Current;
        switch (reader.ExpectWord("a directive"))
        {
            case ".version":
                Version = reader.Take().Text;
                break;
            case ".target":
                Target = reader.ExpectWord("a target, for example sm_80");
                while (reader.TryTake(','))
                    reader.Take();
                break;
            case ".address_size":
                if (reader.ExpectInteger("64") != 64)
                    throw new PtxSyntaxException(directive.Line, "only addresses of 64 bits are known.");
                break;
            case ".visible" or ".weak":
                break;
            case ".entry":
                Entries.Add(new EntryParser(reader, scope, declarations).Parse());
                break;
            case ".extern":
                Variables.Add(declarations.Variable(reader, reader.ExpectWord("a state space"), scope, isExternal: true));
                break;
            case var word when DeclarationParser.IsVariable(word):
                Variables.Add(declarations.Variable(reader, word, scope, isExternal: false));
                break;
            default:
                throw new PtxSyntaxException(directive.Line, $"{directive} is not a directive of a module that this machine knows "
                    + "(.version, .target, .address_size, .visible, .weak, .entry, .extern, .shared, .const).");
        }
    }
}
