using Switchyard.Configuration.Sources;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Problems;

/// <summary>An error answer (RFC 9457) with a stable <see cref="Code"/> that programs may rely on. It never holds a secret.</summary>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    /// <summary>Every faulty field, for answers about the content of a request.</summary>
    public IReadOnlyList<ProblemError>? Errors { get; init; }

    /// <summary>The file that owns the object, for <c>file_owned</c>.</summary>
    public string? File { get; init; }

    /// <summary>1-based line in <see cref="File"/>.</summary>
    public int? Line { get; init; }

    /// <summary>Seconds after which the same request may succeed; becomes <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    public static Problem Invalid(IEnumerable<Fault> faults)
    {
        var errors = faults.Select(fault => new ProblemError(fault.Field, fault.Detail)).ToArray();
        var detail = errors.Length == 1 ? errors[0].Detail : $"The request has {errors.Length} faults; see errors.";
        return new Problem(400, "invalid_request", "The request is not valid", detail) { Errors = errors };
    }

    public static Problem Invalid(string field, string detail) => Invalid([new Fault(field, detail)]);

    /// <summary>Ends the use case with a 400 when there is any fault.</summary>
    public static void ThrowIfAny(FaultList faults)
    {
        if (!faults.IsEmpty)
        {
            throw new ProblemException(Invalid(faults));
        }
    }

    /// <summary>A row changed its version though its lock was held: a bug, not a refusal.</summary>
    public static InvalidOperationException LockBroken() => new("A locked row had another version.");

    public static Problem MalformedJson(string detail) => new(400, "malformed_json", "The body is not valid JSON", detail);

    public static Problem Unauthorized() =>
        new(401, "unauthorized", "Operator credential required", "Send a valid operator token as 'Authorization: Bearer …'. Access keys (sy_…) do not open the control plane.");

    public static Problem Forbidden(string permission, string role) =>
        new(403, "forbidden", "Not allowed", $"This needs the permission '{permission}', which the role '{role}' does not have.");

    public static Problem Forged(string header) =>
        new(403, "antiforgery", "Not from a page of this origin", $"A change by the session's cookie needs the header '{header}' with the text that GET /api/v1/operators/me shows, and the Origin of the control plane itself.");

    /// <remarks>Only what has the form of an id or a name is repeated: any other text in a path may be something that was pasted by mistake.</remarks>
    public static Problem NotFound(string kind, string? idOrName = null) =>
        new(404, "not_found", "Not found", idOrName is null ? $"There is no such {kind}." : $"There is no {kind} '{idOrName}'.");

    public static Problem Conflict(string code, string field, string detail) =>
        new(409, code, "Conflict with the present state", detail) { Errors = [new ProblemError(field, detail)] };

    public static Problem DuplicateKey(IEnumerable<Fault> faults) =>
        new(409, "duplicate_key", "Key already there", "The provider has the same key twice; no key was changed.")
        {
            Errors = [.. faults.Select(fault => new ProblemError(fault.Field, fault.Detail))],
        };

    public static Problem FileOwned(string kind, string name, Origin origin) => (origin.Kind == OriginKind.Document
        ? new(409, "document_owned", "Owned by a document", $"The {kind} '{name}' is defined in the document '{origin.Location}' line {origin.Line}; change it there.")
        : new Problem(409, "file_owned", "Owned by a file", $"The {kind} '{name}' is defined in {origin.Location} line {origin.Line}; change it there.")) with
        {
            File = origin.Location,
            Line = origin.Line,
        };

    public static Problem PreconditionFailed(string current) =>
        new(412, "precondition_failed", "Changed in the meantime", $"If-Match does not name the present version {current}; read the record again and repeat.");

    public static Problem AlreadyThere(string current) =>
        new(412, "precondition_failed", "Already there", $"If-None-Match asks for a new record, and there is one with version {current}.");

    public static Problem NotThere() => new(412, "precondition_failed", "Not there", "If-Match asks for a record that is there, and there is none.");

    public static Problem NotRestorable(long revision) =>
        new(409, "not_restorable", "Can not be restored", $"Revision {revision} was made before the history kept what records were; it can be shown, not restored.");

    public static Problem CanaryRunning(long revision) =>
        new(409, "canary_running", "A canary is on trial", $"Documents stay as they are while the canary of revision {revision} is on trial; promote or revert it first.");

    public static Problem CanaryEnded(long revision, string state) => new(409, "canary_ended", "The canary has ended", $"The canary of revision {revision} was {state} already.");

    public static Problem NothingToTry() => new(409, "nothing_to_try", "Nothing to try", "Every one of the documents is as it was sent already.");

    public static Problem NobodyToCompare() =>
        new(409, "nobody_to_compare", "Nobody to compare with", "A canary needs a live node that tries it and another one that does not.");

    public static Problem CursorGone() =>
        new(410, "cursor_gone", "Cursor of another epoch", "The database was restored, or has lost what the cursor names: nobody can tell what follows it. Begin anew without 'after', and leave out the ids you have.");

    public static Problem BodyTooLarge(long limit) => new(413, "body_too_large", "Body too large", $"A body has at most {limit} bytes.");

    /// <summary>Does not repeat what the header says: a secret in the wrong header would be told back.</summary>
    public static Problem UnsupportedMediaType(string wanted = "application/json") =>
        new(415, "unsupported_media_type", "Unsupported media type", $"The body must be {wanted}, and its Content-Type must say so.");

    public static Problem InvalidConfiguration(IReadOnlyList<ConfigurationFault> faults) =>
        new(422, "invalid_configuration", "The configuration is not valid", faults.Count == 1 ? faults[0].ToString() : $"The configuration has {faults.Count} faults; see errors.")
        {
            Errors =
            [
                .. faults.Select(fault => new ProblemError(fault.Path, fault.Detail)
                {
                    Path = fault.Path,
                    File = fault.File,
                    Line = fault.Line == 0 ? null : fault.Line,
                    Column = fault.Column == 0 ? null : fault.Column,
                }),
            ],
        };

    public static Problem InvalidModule(FaultList faults) =>
        new(422, "invalid_configuration", "The configuration is not valid", faults.Count == 1 ? faults.First().Detail : $"The configuration has {faults.Count} faults; see errors.")
        {
            Errors = [.. faults.Select(fault => new ProblemError(fault.Field, fault.Detail) { Path = fault.Field })],
        };

    public static Problem UnknownHost() =>
        new(421, "unknown_host", "Unknown host", "The control plane is not known under the name in the Host header. Allow it with the option for admin hosts.");

    public static Problem IdempotencyKeyReused() =>
        new(422, "idempotency_key_reused", "Idempotency key used before", "This Idempotency-Key was used within 24 hours for another request.");

    public static Problem AnswerLost() =>
        new(409, "idempotency_answer_lost", "Answer lost", "This request was done before, but its stored answer can not be opened any more. Read the record instead.");

    public static Problem DatabaseUnavailable() =>
        new(503, "database_unavailable", "Database unavailable", "The database can not be reached; traffic goes on. Repeat the request later, with the same Idempotency-Key if it changes something.") { RetryAfter = 2 };

    public static Problem DatabaseBusy() =>
        new(503, "database_busy", "Database busy", "A lock was not to be had in time; nothing was changed by this attempt. Repeat the request.") { RetryAfter = 1 };

    public static Problem Internal() => new(500, "internal_error", "Internal error", "The request could not be answered; the node's log says why.");

    /// <summary>The problem behind a bare status that routing or the server produced.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        401 => Unauthorized(),
        404 => new Problem(404, "unknown_route", "Unknown route", "The control plane has no such route."),
        405 => new Problem(405, "method_not_allowed", "Method not allowed", "The route exists but not for this method; the Allow header names those it knows."),
        408 => new Problem(408, "request_timeout", "Request timeout", "The body came too slowly."),
        415 => UnsupportedMediaType(),
        431 => new Problem(431, "headers_too_large", "Headers too large", "The request's headers are too large."),
        503 => new Problem(503, "unavailable", "Unavailable", "The node can not answer this now.") { RetryAfter = 1 },
        _ => new Problem(status, $"status_{status}", "Request failed", $"The request was answered with status {status}."),
    };
}
