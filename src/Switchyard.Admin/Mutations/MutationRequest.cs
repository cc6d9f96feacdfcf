using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Rollout;

namespace Switchyard.Admin.Mutations;

/// <summary>Reads what HTTP says about how a mutation is to be made: headers <c>If-Match</c> and <c>Idempotency-Key</c>, queries <c>dryRun</c>, <c>wait</c> and <c>retire</c>.</summary>
internal static class MutationRequest
{
    public const int MaxKeyLength = 255;

    /// <param name="context">The request.</param>
    /// <param name="bodyHash">SHA-256 of its body; empty without one.</param>
    public static MutationOptions Read(HttpContext context, byte[] bodyHash)
    {
        var query = new RequestQuery(context.Request.Query);
        var options = new MutationOptions
        {
            IfMatch = EntityTags.Read(context.Request.Headers.IfMatch),
            DryRun = query.Flag("dryRun"),
            Wait = query.Duration("wait", RolloutQueries.MaxWait),
            Cut = query.OneOf("retire", "drain", "cut") == "cut",
        };
        query.Finish();
        return options with { Idempotency = ReadToken(context, options, bodyHash) };
    }

    private static IdempotencyToken? ReadToken(HttpContext context, MutationOptions options, byte[] bodyHash)
    {
        var header = context.Request.Headers["Idempotency-Key"];
        if (header.Count == 0)
        {
            return null;
        }

        var key = header.Count == 1 ? header[0]!.Trim() : "";
        if (key.Length is 0 or > MaxKeyLength || key.Any(character => character is < ' ' or > '~'))
        {
            throw new ProblemException(Problem.Invalid("Idempotency-Key", $"Must be one text of 1 to {MaxKeyLength} printable ASCII characters."));
        }

        // A dry run has no effect to repeat, and waiting is not part of the effect.
        var route = $"{context.Request.Method} {context.Request.Path}{(options.Cut ? "?retire=cut" : "")}";
        return options.DryRun ? null : new IdempotencyToken(key, route, bodyHash);
    }
}
