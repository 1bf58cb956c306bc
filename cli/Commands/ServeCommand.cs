using System.CommandLine;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz serve</c>: the embedded server.</summary>
internal static class ServeCommand
{
    public static Command Create() => new("serve", "Serves the built-in machine over QMP.");
}
