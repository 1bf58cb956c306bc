using System.Text.RegularExpressions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Architecture;

/// <summary>A text file of the clone, and the habits that none of them may have.</summary>
internal sealed record SourceFile(string Name, string Text)
{
    public const int LongestProductFile = 400;

    private static readonly string[] ProductRooms = ["qmp", "corpus", "recorder", "replay", "fuzz", "cli"];
    private static readonly string[] Folders = [.. ProductRooms, "bench", "tests", "scripts", "docs", ".ci"];
    private static readonly string[] TextKinds = [".cs", ".csproj", ".props", ".json", ".md", ".txt", ".yml", ".sh", ""];

    private static readonly Regex Region = new(@"^\s*#region", RegexOptions.Multiline);
    private static readonly Regex LooseTodo = new(@"\b(TO[D]O|FI[X]ME)\b(?!\s*\(#\d+\))");
    private static readonly Regex HandMadePartial = new(@"\bpartial\s+(class|record|struct|interface)\b");
    private static readonly Regex SourceGenerator = new(@"\[(LibraryImport|GeneratedRegex|JsonSerializable)\b");
    private static readonly Regex MachinePath = new(@"(?<![\w.*])/(work|root)/");

    private bool IsCode => Name.EndsWith(".cs", StringComparison.Ordinal);

    private bool IsProduct => ProductRooms.Any(room => Name.StartsWith(room + "/", StringComparison.Ordinal));

    private int Lines => Text.AsSpan().Count('\n');

    /// <summary>All text files of the clone; data under corpus is not ours to judge.</summary>
    public static IEnumerable<SourceFile> All() => Folders
        .Select(Repository.PathOf)
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Repository.Root))
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Where(name => TextKinds.Contains(Path.GetExtension(name)) && !IsCorpusData(name))
        .Select(name => new SourceFile(name, File.ReadAllText(Repository.PathOf(name))));

    /// <summary>What is wrong with it, one line each.</summary>
    public IEnumerable<string> Offences()
    {
        if (IsCode && IsProduct && Lines > LongestProductFile)
        {
            yield return $"{Name}: {Lines} lines, more than {LongestProductFile}";
        }

        if (IsCode && Region.IsMatch(Text))
        {
            yield return $"{Name}: #region";
        }

        if (IsCode && LooseTodo.Match(Text) is { Success: true } todo)
        {
            yield return $"{Name}: {todo.Value} without an issue number";
        }

        if (IsCode && HandMadePartial.IsMatch(Text) && !SourceGenerator.IsMatch(Text))
        {
            yield return $"{Name}: a partial type that no source generator asks for";
        }

        if (MachinePath.Match(Text) is { Success: true } path)
        {
            yield return $"{Name}: a path of one machine, {path.Value}";
        }
    }

    // code folders of corpus/ begin with a capital, data folders do not
    private static bool IsCorpusData(string name) =>
        name.StartsWith("corpus/", StringComparison.Ordinal) && name.Length > 7 && char.IsLower(name[7]) && !name.EndsWith(".md", StringComparison.Ordinal);
}
