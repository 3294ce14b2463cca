package org.onsager.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one thread's time to which native memory belongs: what is made in it is freed when
 * it closes.
 *
 * <p>Scopes nest; a tensor belongs to the innermost one that is open on its thread when it is made,
 * and none is made without. The garbage collector does not see the size of native memory, so loops
 * open a scope in each turn:
 *
 * <pre>{@code
 * try (Scope step = Scope.open()) {
 *   Tensor loss = …;
 *   return step.keep(loss);  // now belongs to the enclosing scope
 * }
 * }</pre>
 *
 * <p>The first scope of a process loads the native library.
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();

  private final Thread owner;
  private final @Nullable Scope enclosing;
  private final PointerScope memory;
  private boolean open = true;

  private Scope(Thread owner, @Nullable Scope enclosing) {
    this.owner = owner;
    this.enclosing = enclosing;
    this.memory = new PointerScope();
  }

  /** Opens a scope inside the innermost one of this thread. */
  public static Scope open() {
    int threads = Library.load();
    if (threads < 1) {
      throw new TensorException("the native library has no thread to work with");
    }
    Scope scope = new Scope(Thread.currentThread(), INNERMOST.get());
    INNERMOST.set(scope);
    return scope;
  }

  /** Whether a scope is open on this thread. */
  public static boolean isOpen() {
    return INNERMOST.get() != null;
  }

  static void require(String operation) {
    if (INNERMOST.get() == null) {
      throw new TensorException(
          operation + ": no scope is open on this thread; open one with Scope.open()");
    }
  }

  /**
   * Lets a tensor made in this scope outlive it, and returns it: it then belongs to the enclosing
   * scope. From an outermost scope it belongs to nobody and is freed when it is no longer
   * reachable.
   */
  public Tensor keep(Tensor tensor) {
    confined();
    if (!open) {
      throw new TensorException("keep: this scope is closed");
    }
    if (enclosing != null) {
      enclosing.memory.attach(tensor.handle());
    } else {
      tensor.handle().retainReference();
    }
    memory.detach(tensor.handle());
    return tensor;
  }

  /**
   * Lets a tensor made in this scope outlive all scopes, and returns it: it is freed when it is no
   * longer reachable. For a few that are used again and again.
   */
  public Tensor release(Tensor tensor) {
    confined();
    tensor.handle().retainReference();
    memory.detach(tensor.handle());
    return tensor;
  }

  /** Frees a tensor before its scope closes; whoever else shows its memory keeps it. */
  public static void free(Tensor tensor) {
    tensor.handle().close();
  }

  /** Frees what was made in it; scopes inside that are still open are closed first. Idempotent. */
  @Override
  public void close() {
    confined();
    if (!open) {
      return;
    }
    Scope inner = INNERMOST.get();
    while (inner != null && inner != this) {
      inner.close();
      inner = INNERMOST.get();
    }
    open = false;
    memory.close();
    if (enclosing == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(enclosing);
    }
  }

  private void confined() {
    if (Thread.currentThread() != owner) {
      throw new TensorException(
          "a scope is used on the thread that opened it, "
              + owner.getName()
              + ", not on "
              + Thread.currentThread().getName());
    }
  }
}
