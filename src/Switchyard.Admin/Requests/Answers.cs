using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Admin.Requests;

/// <summary>Answers of reads.</summary>
internal static class Answers
{
    /// <summary>Answers 200 with <paramref name="value"/> and its entity tag, or 304 when the caller has that version already.</summary>
    public static IResult Ok<T>(HttpContext context, T value, JsonTypeInfo<T> json, string? etag = null)
    {
        if (etag is null)
        {
            return Results.Json(value, json);
        }

        context.Response.Headers.ETag = etag;
        return context.Request.Headers.IfNoneMatch.Contains(etag) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Json(value, json);
    }
}
