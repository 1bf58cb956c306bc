using System.Text.Json;

namespace QmpFuzz.Qmp.Rules;

/// <summary>
/// What kind of event, and who raised it, as far as its rate limit tells sources apart: events with the same value share a limit.
/// </summary>
/// <param name="Value">A hash of its name and source.</param>
/// <param name="IsRateLimited">At most one a second is sent.</param>
public readonly record struct EventSource(ulong Value, bool IsRateLimited)
{
    // monitor.c of QEMU 7.2: what is limited, and the member of its data that tells sources apart
    private static readonly (byte[] Name, byte[] Member)[] Limited =
    [
        ("RTC_CHANGE"u8.ToArray(), []),
        ("WATCHDOG"u8.ToArray(), []),
        ("BALLOON_CHANGE"u8.ToArray(), []),
        ("QUORUM_REPORT_BAD"u8.ToArray(), "node-name"u8.ToArray()),
        ("QUORUM_FAILURE"u8.ToArray(), []),
        ("VSERPORT_CHANGE"u8.ToArray(), "id"u8.ToArray()),
        ("MEMORY_DEVICE_SIZE_CHANGE"u8.ToArray(), "qom-path"u8.ToArray()),
    ];

    /// <summary>Of an event by its name and, where that counts, the text of the member that tells sources apart.</summary>
    public static EventSource Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> source = default)
    {
        byte[]? member = MemberOf(name);
        return new EventSource(Hash(Hash(14695981039346656037, name), member is { Length: > 0 } ? source : default), member is not null);
    }

    /// <summary>Of a line that is an event.</summary>
    internal static EventSource OfLine(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> source = default;
        Utf8JsonReader names = new(text);
        while (names.Read())
        {
            if (names is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && names.ValueTextEquals("event"u8))
            {
                names.Read();
                name = names.ValueSpan;
            }
        }

        byte[]? member = MemberOf(name);
        Utf8JsonReader data = new(text);
        while (member is { Length: > 0 } && data.Read())
        {
            if (data is { CurrentDepth: 2, TokenType: JsonTokenType.PropertyName } && data.ValueTextEquals(member))
            {
                data.Read();
                source = data.ValueSpan;
            }
        }

        return Of(name, source);
    }

    private static byte[]? MemberOf(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] limited, byte[] member) in Limited)
        {
            if (name.SequenceEqual(limited))
            {
                return member;
            }
        }

        return null;
    }

    // FNV-1a
    private static ulong Hash(ulong hash, ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return (hash ^ 0xFF) * 1099511628211;
    }
}
