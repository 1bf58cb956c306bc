using System.CommandLine;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz completion</c>: a script that lets a shell complete words; it asks qmpfuzz itself.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = "Which shell the script is for." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new Command("completion", "Prints a script that completes words of qmpfuzz in a shell.") { shell }
            .Runs((parsed, cancellation) => PrintAsync($"completion.{parsed.GetRequiredValue(shell)}", cancellation));
    }

    private static async Task<ExitCode> PrintAsync(string name, CancellationToken cancellation)
    {
        using Stream script = typeof(CompletionCommand).Assembly.GetManifestResourceStream(name)!;
        using StreamReader text = new(script);
        await Console.Out.WriteAsync(await text.ReadToEndAsync(cancellation));
        return ExitCode.Done;
    }
}
