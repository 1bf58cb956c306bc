using System.CommandLine;
using QmpFuzz.Fuzz.Drivers.LibFuzzer;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz libfuzzer</c>: a libFuzzer binary, to be driven as one. Its flags are libFuzzer's, and so are its exit codes.</summary>
internal static class LibFuzzerCommand
{
    public const string Name = "libfuzzer";

    /// <summary>For the list of verbs; its command line is never parsed as theirs are.</summary>
    public static Command Create() => new(Name, "Is driven as a libFuzzer binary: qmpfuzz libfuzzer [--target=TARGET] [-flag=value ...] [DIR ... | FILE ...]; -help=1 lists the flags")
    {
        TreatUnmatchedTokensAsErrors = false,
    };

    public static int Run(string[] arguments) => new LibFuzzerDriver(OwnProgram.Path, [.. OwnProgram.Arguments, Name], arguments, Console.Error, TimeProvider.System).Run();
}
