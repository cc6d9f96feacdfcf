using Switchyard.Gateway.Failures;

namespace Switchyard.Gateway.Modules;

/// <summary>What a module says to a request: it goes on, it is refused, or here is its answer.</summary>
public readonly struct ModuleVerdict
{
    private ModuleVerdict(Failure? failure, ModuleAnswer? answer) => (Failure, Answered) = (failure, answer);

    /// <summary>It goes on.</summary>
    public static ModuleVerdict Continue => default;

    /// <summary>Why it is refused, or null.</summary>
    internal Failure? Failure { get; }

    /// <summary>What it is answered with, or null.</summary>
    internal ModuleAnswer? Answered { get; }

    /// <summary>Whether it goes on.</summary>
    public bool Continues => Failure is null && Answered is null;

    /// <summary>Refuses, in the client's dialect.</summary>
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="code">Stable code in snake case, also sent as <c>X-Switchyard-Error</c>.</param>
    /// <param name="message">One sentence for the developer, without secrets.</param>
    /// <param name="retryAfter">When it makes sense to try again, or null.</param>
    public static ModuleVerdict Refuse(int status, string code, string message, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return new ModuleVerdict(new Failure(status, code, message, retryAfter), null);
    }

    /// <summary>Answers in place of a provider.</summary>
    public static ModuleVerdict Answer(ModuleAnswer answer) => new(null, answer);

    /// <summary>Refuses with a failure of the product.</summary>
    internal static ModuleVerdict Refuse(Failure failure) => new(failure, null);
}
