namespace QmpFuzz.Qmp.Messages;

/// <summary>
/// What an error of 2010 looks like (qerror.c of that year): its class, its text with the places of its data, and the names of
/// the data. An error that came later has no form of its own and is <see cref="Undefined"/>, with its text of today.
/// </summary>
internal sealed record ErrorForm(string Class, string Text, params IReadOnlyList<string> Members)
{
    public static readonly ErrorForm CommandNotFound = new("CommandNotFound", "The command {0} has not been found", "name");
    public static readonly ErrorForm InvalidParameter = new("InvalidParameter", "Invalid parameter {0}", "name");
    public static readonly ErrorForm InvalidParameterType = new("InvalidParameterType", "Invalid parameter type, expected: {1}", "name", "expected");
    public static readonly ErrorForm MissingParameter = new("MissingParameter", "Parameter {0} is missing", "name");
    public static readonly ErrorForm DeviceNotFound = new("DeviceNotFound", "The {0} device has not been found", "device");
    public static readonly ErrorForm BadInputObject = new("QMPBadInputObject", "Expected {0} in QMP input", "expected");
    public static readonly ErrorForm BadInputMember = new("QMPBadInputObjectMember", "QMP input object member {0} expects {1}", "member", "expected");
    public static readonly ErrorForm ExtraInputMember = new("QMPExtraInputObjectMember", "QMP input object member {0} is unexpected", "member");
    public static readonly ErrorForm JsonParsing = new("JSONParsing", "Invalid JSON syntax");
    public static readonly ErrorForm Undefined = new("UndefinedError", "");
}
