using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QmpFuzz.Cli.Help;

/// <summary>The help of a verb, and behind it what is typed in practice, how it ends and where more is written.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        Command command = parseResult.CommandResult.Command;
        if (VerbExamples.Of(command is RootCommand ? "" : command.Name) is { } page)
        {
            Write(page, parseResult.InvocationConfiguration.Output);
        }

        return code;
    }

    private static void Write(VerbPage page, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach ((string line, string does) in page.Examples)
        {
            output.WriteLine($"  # {does}");
            output.WriteLine($"  {line}");
        }

        output.WriteLine();
        output.WriteLine("Exit codes:");
        output.WriteLine($"  {page.ExitCodes}");
        output.WriteLine();
        output.WriteLine("See also:");
        output.WriteLine($"  {page.SeeAlso}");
        output.WriteLine();
    }
}
