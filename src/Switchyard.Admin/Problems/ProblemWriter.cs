using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Admin.Problems;

/// <summary>Writes a <see cref="Problem"/> as the answer of a request.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers["X-Switchyard-Error"] = problem.Code;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"switchyard\"";
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await response.WriteAsJsonAsync(ProblemBody.Of(problem), ProblemJson.Default.ProblemBody, ContentType, context.RequestAborted);
    }
}
