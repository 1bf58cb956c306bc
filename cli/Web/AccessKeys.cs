using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace QmpFuzz.Cli.Web;

/// <summary>
/// The secrets of one run. The token stands in the address that is printed; a browser that came with it gets a cookie in its place, and
/// the forms of the pages carry a key that no page of somebody else can know.
/// </summary>
internal sealed class AccessKeys
{
    private const int Bytes = 32;

    public string Token { get; } = Draw();

    public string Cookie { get; } = Draw();

    public string Form { get; } = Draw();

    /// <summary>Whether something given is that secret; takes as long however much of it is right.</summary>
    public static bool Matches(string? given, string secret) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(secret));

    private static string Draw() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
}
