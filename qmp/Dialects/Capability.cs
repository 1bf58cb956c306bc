using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>A capability that changes what the server does. A dialect may offer names that change nothing.</summary>
[Flags]
internal enum Capability
{
    None = 0,

    /// <summary>"oob": exec-oob jumps the queue (QEMU 2.12).</summary>
    OutOfBand = 1,

    /// <summary>"async": ids are mandatory, and some replies overtake (2017).</summary>
    Async = 2,
}

/// <summary>Capabilities by the names that go over the wire.</summary>
internal static class CapabilityNames
{
    public static Capability Named(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("oob"u8) ? Capability.OutOfBand
        : name.SequenceEqual("async"u8) ? Capability.Async
        : Capability.None;

    /// <summary>What a list of names asks for; they are known to be offered.</summary>
    public static Capability In(JsonValue list)
    {
        Capability all = Capability.None;
        foreach (JsonMember element in list)
        {
            all |= Named(element.Value.Utf8);
        }

        return all;
    }
}
