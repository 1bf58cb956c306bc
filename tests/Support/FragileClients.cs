namespace QmpFuzz.Tests.Support;

/// <summary>The clients of Support/FragileClient, as a user would name them.</summary>
internal static class FragileClients
{
    /// <summary>What each of the weaknesses that were planted shows as: the kind of finding, and the function it is named by.</summary>
    public static readonly string[] Weaknesses =
    [
        "memory read_greeting_line", "crash greet", "crash read_negotiation_line", "hang read_command_line", "crash parse",
        "crash complete", "hang wait_event", "crash image_format", "crash pack_size", "crash release",
    ];

    /// <summary>Ten weaknesses of clients in the field.</summary>
    public static string Fragile => Command("fragile_client.py");

    /// <summary>None of them.</summary>
    public static string Healthy => Command("healthy_client.py");

    /// <summary>A client of a few lines, for one test.</summary>
    public static string Write(TemporaryFolder folder, string source)
    {
        string file = folder.File("client.py");
        File.WriteAllText(file, source);
        return $"{Python} -S {file} {{socket}}";
    }

    private static string Command(string script) => $"{Python} -S {Repository.PathOf($"tests/Support/FragileClient/{script}")} {{socket}}";

    // not what stands in front of it in the path and looks for a version each time
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : ExternalProgram.Require("python3", "python3");
}
