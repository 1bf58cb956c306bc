using System.Text.Json;
using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>What a command's name alone tells about it.</summary>
internal static class CommandNames
{
    public static CommandTraits TraitsOf(ref Utf8JsonReader name, DialectRules dialect)
    {
        if (name.ValueTextEquals("quit"u8) || name.ValueTextEquals("yank"u8))
        {
            return CommandTraits.Ends;
        }

        foreach (byte[] command in dialect.AsyncCommands)
        {
            if (name.ValueTextEquals(command))
            {
                return CommandTraits.Async;
            }
        }

        return dialect.Negotiation switch
        {
            NegotiationKind.Command when name.ValueTextEquals("qmp_capabilities"u8) => CommandTraits.Negotiates | CommandTraits.OnlyBefore,
            NegotiationKind.Modes => InModes(ref name),
            _ => CommandTraits.None,
        };
    }

    private static CommandTraits InModes(ref Utf8JsonReader name)
    {
        bool always = name.ValueTextEquals("qmp_switch_mode"u8) || name.ValueTextEquals("query-qmp-mode"u8)
            || name.ValueTextEquals("query-version"u8) || name.ValueTextEquals("query-commands"u8);
        bool before = name.ValueTextEquals("qmp_capability_enable"u8) || name.ValueTextEquals("qmp_capability_disable"u8);
        return always ? CommandTraits.Always : before ? CommandTraits.OnlyBefore : CommandTraits.None;
    }
}
