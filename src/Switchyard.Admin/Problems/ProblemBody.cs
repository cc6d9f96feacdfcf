namespace Switchyard.Admin.Problems;

/// <summary>The members of <c>application/problem+json</c> as they stand on the wire.</summary>
/// <param name="Type">Always <c>about:blank</c>: the code tells more than a page could.</param>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What happened here and what helps.</param>
/// <param name="Code">Stable name for programs.</param>
/// <param name="Errors">Every faulty field.</param>
/// <param name="File">The file that owns the object.</param>
/// <param name="Line">1-based line in it.</param>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string Code, IReadOnlyList<ProblemError>? Errors, string? File, int? Line)
{
    public static ProblemBody Of(Problem problem) =>
        new("about:blank", problem.Title, problem.Status, problem.Detail, problem.Code, problem.Errors, problem.File, problem.Line);
}
