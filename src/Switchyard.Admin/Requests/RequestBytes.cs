using System.Buffers;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;

namespace Switchyard.Admin.Requests;

/// <summary>Reads a request body whole, within a limit.</summary>
internal static class RequestBytes
{
    /// <summary>The bytes; 413 by what the caller announces, or as soon as more than <paramref name="limit"/> has come.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context, int limit, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > limit)
        {
            throw new ProblemException(Problem.BodyTooLarge(limit));
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > limit)
            {
                throw new ProblemException(Problem.BodyTooLarge(limit));
            }

            if (result.IsCompleted)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
