using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Rollout;

namespace Switchyard.Admin.Mutations;

/// <summary>Reads what HTTP says about how a mutation is to be made: headers <c>If-Match</c> and <c>Idempotency-Key</c>, queries <c>dryRun</c>, <c>wait</c>, <c>retire</c> and <c>comment</c>.</summary>
internal static class MutationRequest
{
    public const int MaxKeyLength = 255;
    public const int MaxCommentLength = 500;

    /// <param name="context">The request.</param>
    /// <param name="bodyHash">SHA-256 of its body; empty without one.</param>
    /// <param name="more">Reads what else the route takes as a query; it is part of what an idempotency key stands for.</param>
    public static MutationOptions Read(HttpContext context, byte[] bodyHash, Func<RequestQuery, string>? more = null)
    {
        var query = new RequestQuery(context.Request.Query);
        var options = new MutationOptions
        {
            IfMatch = EntityTags.Read(context.Request.Headers.IfMatch),
            DryRun = query.Flag("dryRun"),
            Wait = query.Duration("wait", RolloutQueries.MaxWait),
            Cut = query.OneOf("retire", "drain", "cut") == "cut",
        };
        var comment = query.Text("comment") ?? "";
        if (comment.Length > MaxCommentLength || comment.Any(char.IsControl))
        {
            query.Fault("comment", $"Must have at most {MaxCommentLength} characters and no control characters.");
        }

        var others = more?.Invoke(query) ?? "";
        query.Finish();
        options = options with
        {
            Comment = comment,
            IfNoneMatch = IsAny(context.Request.Headers.IfNoneMatch),
            IfMatchAny = options.IfMatch is null && context.Request.Headers.IfMatch.Count > 0,
        };
        return options with { Idempotency = ReadToken(context, options, bodyHash, others) };
    }

    /// <summary>Reads <c>If-None-Match: *</c> (RFC 9110 §13.1.2); entity tags mean nothing for a change.</summary>
    private static bool IsAny(StringValues ifNoneMatch) => ifNoneMatch.Count == 0
        ? false
        : ifNoneMatch is ["*"] ? true : throw new ProblemException(Problem.Invalid("If-None-Match", "Must be '*' here: the record must not be there yet."));

    private static IdempotencyToken? ReadToken(HttpContext context, MutationOptions options, byte[] bodyHash, string others)
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
        var route = $"{context.Request.Method} {context.Request.Path}{(options.Cut ? "?retire=cut" : "")}{others}";
        return options.DryRun ? null : new IdempotencyToken(key, route, bodyHash);
    }
}
