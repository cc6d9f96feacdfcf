namespace Switchyard.Admin.Problems;

/// <summary>
/// Ends a use case with an error answer. It is an exception, not a value, because a refusal found inside a transaction must undo the transaction, and a transaction
/// is undone by throwing through it.
/// </summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
