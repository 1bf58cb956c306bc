using System.Text;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Messages;

/// <summary>Why a command failed, as it goes over the wire: a class and a text for people, in bytes because it may quote the client.</summary>
internal sealed class QmpError(ReadOnlyMemory<byte> errorClass, ReadOnlyMemory<byte> description)
{
    private static readonly byte[] GenericClass = "GenericError"u8.ToArray();
    private static readonly byte[] CommandNotFoundClass = "CommandNotFound"u8.ToArray();
    private static readonly byte[] DeviceNotFoundClass = "DeviceNotFound"u8.ToArray();
    private static readonly byte[] DeviceNotActiveClass = "DeviceNotActive"u8.ToArray();

    public ReadOnlySpan<byte> Class => errorClass.Span;

    public ReadOnlySpan<byte> Description => description.Span;

    public bool IsCommandNotFound => Class.SequenceEqual(CommandNotFoundClass);

    public static QmpError Generic(string description) => new(GenericClass, Encoding.UTF8.GetBytes(description));

    /// <summary>A description that quotes bytes of the client.</summary>
    public static QmpError Generic(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => new(GenericClass, Join(before, quoted, after));

    public static QmpError CommandNotFound(string description) => new(CommandNotFoundClass, Encoding.UTF8.GetBytes(description));

    public static QmpError CommandNotFound(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => new(CommandNotFoundClass, Join(before, quoted, after));

    public static QmpError DeviceNotFound(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => new(DeviceNotFoundClass, Join(before, quoted, after));

    public static QmpError DeviceNotActive(string description) => new(DeviceNotActiveClass, Encoding.UTF8.GetBytes(description));

    /// <summary>The message could not be read.</summary>
    public static QmpError Syntax(JsonFault fault) => new(GenericClass, fault.Description.ToArray());

    private static byte[] Join(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => [.. before, .. quoted, .. after];
}
