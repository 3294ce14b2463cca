/** Products of random matrices, contributed from outside Onsager's repository. */
package org.example.products;
