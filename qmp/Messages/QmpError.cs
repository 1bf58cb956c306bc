using System.Text;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Messages;

/// <summary>
/// Why a command failed, as it goes over the wire: a class and a text for people, in bytes because it may quote the client.
/// Beside them what the same error is in a dialect of 2010: its form, and the data for it.
/// </summary>
internal sealed class QmpError
{
    private static readonly byte[] GenericClass = "GenericError"u8.ToArray();
    private static readonly byte[] CommandNotFoundClass = "CommandNotFound"u8.ToArray();
    private static readonly byte[] DeviceNotFoundClass = "DeviceNotFound"u8.ToArray();
    private static readonly byte[] DeviceNotActiveClass = "DeviceNotActive"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _class;
    private readonly ReadOnlyMemory<byte> _description;

    private QmpError(ReadOnlyMemory<byte> errorClass, ReadOnlyMemory<byte> description, ErrorForm? form = null, params IReadOnlyList<ReadOnlyMemory<byte>> data) =>
        (_class, _description, Form, Data) = (errorClass, description, form ?? ErrorForm.Undefined, data);

    public ReadOnlySpan<byte> Class => _class.Span;

    public ReadOnlySpan<byte> Description => _description.Span;

    public ErrorForm Form { get; }

    /// <summary>The values of the form's members, all of them text.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Data { get; }

    public bool IsCommandNotFound => Class.SequenceEqual(CommandNotFoundClass);

    public static QmpError Generic(string description) => new(GenericClass, Encoding.UTF8.GetBytes(description));

    /// <summary>A description that quotes bytes of the client.</summary>
    public static QmpError Generic(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => new(GenericClass, Join(before, quoted, after));

    public static QmpError CommandNotFound(string description) => new(CommandNotFoundClass, Encoding.UTF8.GetBytes(description));

    /// <summary>There is no command of that name, or not now.</summary>
    public static QmpError CommandNotFound(ReadOnlySpan<byte> name) =>
        new(CommandNotFoundClass, Join("The command "u8, name, " has not been found"u8), ErrorForm.CommandNotFound, name.ToArray());

    public static QmpError DeviceNotFound(string description) => new(DeviceNotFoundClass, Encoding.UTF8.GetBytes(description));

    public static QmpError DeviceNotFound(ReadOnlySpan<byte> device) =>
        new(DeviceNotFoundClass, Join("Device '"u8, device, "' not found"u8), ErrorForm.DeviceNotFound, device.ToArray());

    public static QmpError DeviceNotActive(string description) => new(DeviceNotActiveClass, Encoding.UTF8.GetBytes(description));

    public static QmpError DeviceNotActive(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => new(DeviceNotActiveClass, Join(before, quoted, after));

    /// <summary>An error class of a private extension.</summary>
    public static QmpError Downstream(string errorClass, string description) =>
        new(Encoding.UTF8.GetBytes(errorClass), Encoding.UTF8.GetBytes(description), new ErrorForm(errorClass, description));

    /// <summary>The message could not be read.</summary>
    public static QmpError Syntax(JsonFault fault) => new(GenericClass, fault.Description.ToArray(), ErrorForm.JsonParsing);

    /// <summary>The message, or a member that it needs, is not there: <paramref name="expected"/> is that member, or "object".</summary>
    public static QmpError BadInput(string description, string expected) => new(GenericClass, Encoding.UTF8.GetBytes(description), ErrorForm.BadInputObject, Encoding.UTF8.GetBytes(expected));

    public static QmpError BadInputMember(ReadOnlySpan<byte> member, string article, string expected) => new(
        GenericClass,
        Join("QMP input member '"u8, member, Encoding.UTF8.GetBytes($"' must be {article} {expected}")),
        ErrorForm.BadInputMember,
        member.ToArray(),
        Encoding.UTF8.GetBytes(expected));

    public static QmpError ExtraInputMember(ReadOnlySpan<byte> member) =>
        new(GenericClass, Join("QMP input member '"u8, member, "' is unexpected"u8), ErrorForm.ExtraInputMember, member.ToArray());

    public static QmpError MissingParameter(ReadOnlySpan<byte> name) =>
        new(GenericClass, Join("Parameter '"u8, name, "' is missing"u8), ErrorForm.MissingParameter, name.ToArray());

    public static QmpError UnexpectedParameter(ReadOnlySpan<byte> name) =>
        new(GenericClass, Join("Parameter '"u8, name, "' is unexpected"u8), ErrorForm.InvalidParameter, name.ToArray());

    public static QmpError ParameterType(ReadOnlySpan<byte> name, string expected) => new(
        GenericClass,
        Join("Invalid parameter type for '"u8, name, Encoding.UTF8.GetBytes($"', expected: {expected}")),
        ErrorForm.InvalidParameterType,
        name.ToArray(),
        Encoding.UTF8.GetBytes(expected));

    /// <summary>The parameter is not one of the values there are. Its bare name is in the text; in 2010 it was the whole <paramref name="parameter"/> that was invalid.</summary>
    public static QmpError ParameterValue(ReadOnlySpan<byte> bareName, ReadOnlySpan<byte> value, ReadOnlySpan<byte> parameter) => new(
        GenericClass,
        Join([.. "Parameter '"u8, .. bareName, .. "' does not accept value '"u8], value, "'"u8),
        ErrorForm.InvalidParameter,
        parameter.ToArray());

    private static byte[] Join(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => [.. before, .. quoted, .. after];
}
