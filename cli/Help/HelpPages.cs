using System.CommandLine;
using System.CommandLine.Help;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Cli.Help;

/// <summary>What all verbs have to say for themselves: help that ends in examples, and words that a shell may complete.</summary>
internal static class HelpPages
{
    public static void AddTo(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        foreach (Option option in root.Subcommands.SelectMany(verb => verb.Options))
        {
            AddWords(option);
        }
    }

    /// <summary>Words of a closed list are written small, as in the documents.</summary>
    private static void AddWords(Option option)
    {
        string[] words = option.ValueType.IsEnum && option.HelpName is null ? [.. Enum.GetNames(option.ValueType).Select(name => name.ToLowerInvariant())]
            : option.ValueType == typeof(ProtocolDialect) ? [.. ProtocolDialect.All.Select(dialect => dialect.Name)]
            : [];
        if (words.Length > 0)
        {
            option.CompletionSources.Clear();
            option.CompletionSources.Add(words);
        }
    }
}
