namespace QmpFuzz.Tests.Architecture;

/// <summary>Which project may know which: the arrows between the rooms, as data.</summary>
internal static class Arrows
{
    /// <summary>Projects by name, with what each may refer to besides the framework.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["QmpFuzz.Qmp"] = [],
        ["QmpFuzz.Corpus"] = [],
        ["QmpFuzz.Recorder"] = ["QmpFuzz.Corpus", "QmpFuzz.Qmp"],
        ["QmpFuzz.Replay"] = ["QmpFuzz.Corpus", "QmpFuzz.Qmp"],
        ["QmpFuzz.Fuzz.Contract"] = [],
        ["QmpFuzz.Fuzz.Harness"] = ["QmpFuzz.Fuzz.Contract", "QmpFuzz.Corpus", "QmpFuzz.Qmp"],
        ["QmpFuzz.Fuzz"] = ["QmpFuzz.Fuzz.Contract", "QmpFuzz.Replay", "QmpFuzz.Corpus", "QmpFuzz.Qmp", "Mono.Cecil", "Mono.Cecil.Rocks"],
        ["QmpFuzz.Xunit"] = ["QmpFuzz.Fuzz", "QmpFuzz.Fuzz.Contract", "QmpFuzz.Corpus", "xunit.v3.core", "xunit.v3.common", "xunit.v3.extensibility.core"],
        ["QmpFuzz.Cli"] =
            ["QmpFuzz.Fuzz", "QmpFuzz.Fuzz.Contract", "QmpFuzz.Replay", "QmpFuzz.Recorder", "QmpFuzz.Corpus", "QmpFuzz.Qmp", "System.CommandLine", "YamlDotNet"],
    };

    // copied beside the engine and loaded by path, never compiled against
    private static readonly (string From, string To)[] LoadedByPath = [("QmpFuzz.Fuzz", "QmpFuzz.Fuzz.Harness")];

    /// <summary>References that the rooms' arrows do not allow.</summary>
    public static IEnumerable<string> Offences(string project, IEnumerable<string> references) => references
        .Where(reference => !IsFramework(reference) && !(project == "QmpFuzz.Cli" && IsWebFramework(reference)) && !Allowed[project].Contains(reference))
        .Select(reference => $"{project} -> {reference}");

    /// <summary>The same for what a project file declares, used or not.</summary>
    public static IEnumerable<string> DeclaredOffences(string project, IEnumerable<string> references) =>
        Offences(project, references.Where(reference => !LoadedByPath.Contains((project, reference))));

    // the shared framework of ASP.NET Core, for the verb web
    private static bool IsWebFramework(string name) =>
        name is "Microsoft.AspNetCore" || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);

    private static bool IsFramework(string name) =>
        name == "System.Private.CoreLib"
        || (name.StartsWith("System.", StringComparison.Ordinal) && name != "System.CommandLine")
        || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal);
}
