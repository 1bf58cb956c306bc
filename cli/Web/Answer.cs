using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace QmpFuzz.Cli.Web;

/// <summary>How a page gets to the reader.</summary>
internal static class Answer
{
    /// <summary>Writes a page; one that the browser has already is not sent again.</summary>
    public static async Task WriteAsync(HttpContext context, string page, int status = StatusCodes.Status200OK)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(page);
        string version = $"\"{Convert.ToHexString(SHA256.HashData(bytes))}\"";
        context.Response.Headers.ETag = version;
        if (status == StatusCodes.Status200OK && context.Request.Headers.IfNoneMatch == version)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Sends the browser on after a form was taken.</summary>
    public static Task GoTo(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
