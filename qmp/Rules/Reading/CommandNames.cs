using System.Text.Json;
using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>What a command's name alone tells about it.</summary>
internal static class CommandNames
{
    public static CommandTraits TraitsOf(ref Utf8JsonReader name, DialectRules dialect)
    {
        if (name.ValueTextEquals("quit"u8))
        {
            return CommandTraits.Ends;
        }

        if (name.ValueTextEquals("yank"u8))
        {
            return CommandTraits.Ends | CommandTraits.Yanks;
        }

        if (IsOneOf(dialect.AsyncCommands, ref name))
        {
            return CommandTraits.Async;
        }

        if (dialect.DelimitedCommand.Length > 0 && name.ValueTextEquals(dialect.DelimitedCommand))
        {
            return CommandTraits.Delimited;
        }

        if (IsOneOf(dialect.SilentCommands, ref name))
        {
            return CommandTraits.Silent;
        }

        return dialect.Negotiation switch
        {
            NegotiationKind.Command when name.ValueTextEquals("qmp_capabilities"u8) => CommandTraits.Negotiates | CommandTraits.OnlyBefore,
            NegotiationKind.Modes => InModes(ref name),
            _ => CommandTraits.None,
        };
    }

    private static bool IsOneOf(IReadOnlyList<byte[]> commands, ref Utf8JsonReader name)
    {
        for (int i = 0; i < commands.Count; i++)            // not foreach: an interface's enumerator is an allocation a message
        {
            if (name.ValueTextEquals(commands[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static CommandTraits InModes(ref Utf8JsonReader name)
    {
        bool always = name.ValueTextEquals("qmp_switch_mode"u8) || name.ValueTextEquals("query-qmp-mode"u8)
            || name.ValueTextEquals("query-version"u8) || name.ValueTextEquals("query-commands"u8);
        bool before = name.ValueTextEquals("qmp_capability_enable"u8) || name.ValueTextEquals("qmp_capability_disable"u8);
        return always ? CommandTraits.Always : before ? CommandTraits.OnlyBefore : CommandTraits.None;
    }
}
