using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using QmpFuzz.Cli.Web.Pages;
using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Cli.Web;

/// <summary>
/// What a request has to bring before any page looks at it: a name that is ours (a foreign one comes from a page that had its own name
/// point here), the token or the cookie, and to change anything a form of ours.
/// </summary>
internal sealed class Gate(AccessKeys keys)
{
    public const string TokenField = "token";
    public const string FormField = "key";

    private static readonly string Policy = $"{Page.LivePolicy}; frame-ancestors 'none'";

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        Guard(context.Response.Headers);
        bool hasToken = AccessKeys.Matches(context.Request.Query[TokenField], keys.Token);
        string? refusal = !IsOurName(context) ? "This server does not answer to that name."
            : !hasToken && !AccessKeys.Matches(context.Request.Cookies[CookieName(context)], keys.Cookie) ? "Open the address that qmpfuzz web printed: it has a token in it."
            : !await MayChangeAsync(context, hasToken) ? "Only the buttons of these pages change anything."
            : null;
        if (refusal is not null)
        {
            await Answer.WriteAsync(context, RefusalPage.Of(refusal), StatusCodes.Status403Forbidden);
            return;
        }

        if (hasToken && Admit(context))
        {
            return;
        }

        await next(context);
    }

    private static void Guard(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin";         // with none at all a browser does not say either where a form comes from
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static bool IsOurName(HttpContext context)
    {
        HostString name = context.Request.Host;
        bool isAddress = IPAddress.TryParse(name.Host.Trim('[', ']'), out _);
        return (isAddress || string.Equals(name.Host, "localhost", StringComparison.OrdinalIgnoreCase)) && (name.Port ?? 80) == context.Connection.LocalPort;
    }

    private async Task<bool> MayChangeAsync(HttpContext context, bool hasToken)
    {
        HttpRequest request = context.Request;
        if (HttpMethods.IsGet(request.Method))
        {
            return true;
        }

        if (request.Headers.Origin is [{ } origin] && origin != $"{request.Scheme}://{request.Host}")
        {
            return false;
        }

        return hasToken || (request.HasFormContentType && AccessKeys.Matches((await request.ReadFormAsync(context.RequestAborted))[FormField], keys.Form));
    }

    // The browser of a reader goes on without the token, which then is in no title bar and on no printed page; true if it was sent there.
    private bool Admit(HttpContext context)
    {
        HttpRequest request = context.Request;
        context.Response.Cookies.Append(CookieName(context), keys.Cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
        bool isReader = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Site"] != "cross-site";
        if (isReader)
        {
            IEnumerable<KeyValuePair<string, StringValues>> others = request.Query.Where(field => field.Key != TokenField);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = request.Path.ToUriComponent() + new QueryBuilder(others).ToQueryString();
        }

        return isReader;
    }

    // cookies do not know ports: two of us on one machine must not take each other's away
    private static string CookieName(HttpContext context) => string.Create(CultureInfo.InvariantCulture, $"qmpfuzz-{context.Connection.LocalPort}");
}
